import { createHash, randomBytes } from "node:crypto"
import { and, asc, eq, isNull } from "drizzle-orm"
import ical, { ICalCalendarMethod } from "ical-generator"
import { MINUTE_MS } from "@/lib/core/time"
import { leads, reminderChoices, tasks, users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

const EVENTS_MAX = 500
const EVENT_MINUTES = 15

const digestOf = (token: string): string => createHash("sha256").update(token).digest("base64url")

function ownId(ctx: Ctx): string {
  requirePermission(ctx, "lead.read")
  if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Only a person has a calendar.")
  return ctx.actor.id
}

/**
 * Creates a new secret calendar address, shown once and kept as a digest. It has 256 bits of entropy; the previous
 * address stops working.
 */
export async function makeCalendarToken(ctx: Ctx): Promise<{ token: string }> {
  const userId = ownId(ctx)
  const token = randomBytes(32).toString("base64url")
  const row = { calendarDigest: digestOf(token), calendarMadeAt: ctx.now() }
  await inTransaction(ctx, async (tx) => {
    await tx
      .insert(reminderChoices)
      .values({ userId, ...row })
      .onConflictDoUpdate({ target: reminderChoices.userId, set: row })
    await writeAudit(ctx, tx, { action: "calendar.made", subject: userId, change: {} })
  })
  return { token }
}

/** Revokes the calendar address. */
export async function revokeCalendarToken(ctx: Ctx): Promise<void> {
  const userId = ownId(ctx)
  await inTransaction(ctx, async (tx) => {
    await tx.update(reminderChoices).set({ calendarDigest: null, calendarMadeAt: null }).where(eq(reminderChoices.userId, userId))
    await writeAudit(ctx, tx, { action: "calendar.revoked", subject: userId, change: {} })
  })
}

export type ReminderChoices = { digestByEmail: boolean; calendarMadeAt: string | null }

export async function readReminderChoices(ctx: Ctx): Promise<ReminderChoices> {
  const userId = ownId(ctx)
  const [row] = await ctx.db.select().from(reminderChoices).where(eq(reminderChoices.userId, userId))
  return { digestByEmail: row?.digestByEmail ?? true, calendarMadeAt: row?.calendarMadeAt?.toISOString() ?? null }
}

export async function chooseDigest(ctx: Ctx, { digestByEmail }: { digestByEmail: boolean }): Promise<void> {
  const userId = ownId(ctx)
  await inTransaction(ctx, async (tx) => {
    await tx
      .insert(reminderChoices)
      .values({ userId, digestByEmail })
      .onConflictDoUpdate({ target: reminderChoices.userId, set: { digestByEmail } })
    await writeAudit(ctx, tx, { action: "digest.chosen", subject: userId, change: { digestByEmail } })
  })
}

/**
 * The open tasks of the token's owner, for a calendar program. It names person and task, without phone or conversation,
 * since a calendar is shown on lock screens. Null when the token is not valid.
 */
export async function readCalendar(
  ctx: Pick<Ctx, "db" | "now">,
  { token, baseUrl }: { token: string; baseUrl: string },
): Promise<string | null> {
  const [holder] = await ctx.db
    .select({ id: users.id, name: users.name })
    .from(reminderChoices)
    .innerJoin(users, eq(users.id, reminderChoices.userId))
    .where(and(eq(reminderChoices.calendarDigest, digestOf(token)), eq(users.active, true)))
  if (!holder) return null
  const rows = await ctx.db
    .select({ id: tasks.id, title: tasks.title, at: tasks.actionAt, leadId: leads.id, leadName: leads.name })
    .from(tasks)
    .innerJoin(leads, eq(leads.id, tasks.leadId))
    .where(and(eq(tasks.assigneeId, holder.id), eq(tasks.status, "open"), isNull(leads.restrictedAt)))
    .orderBy(asc(tasks.actionAt))
    .limit(EVENTS_MAX)
  const calendar = ical({
    name: `Onelead: ${holder.name}`,
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: "onelead", product: "tasks" },
    ttl: 900,
  })
  for (const { id, title, at, leadId, leadName } of rows) {
    calendar.createEvent({
      id: `${id}@onelead`,
      start: at,
      end: new Date(at.getTime() + EVENT_MINUTES * MINUTE_MS),
      stamp: ctx.now(),
      summary: `${title}: ${leadName ?? "unnamed lead"}`,
      url: `${baseUrl}/leads/${leadId}`,
    })
  }
  return calendar.toString()
}
