import { and, desc, eq, gte, inArray, lt, sql } from "drizzle-orm"
import { z } from "zod"
import { inboundEvents } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { readAtCursor } from "@/lib/core/at-cursor"
import { CHANNELS, type Channel } from "@/lib/core/channels"
import { addDays, startOfDay } from "@/lib/core/days"
import { EVENT_STATES } from "@/lib/core/event-states"
import { recordReads } from "@/lib/leads/record-read"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { readReportRules } from "@/lib/reports/postings/rules"
import { EventFilter } from "@/lib/core/filters/intake"

export const EventView = z
  .object({
    id: z.uuid(),
    channel: z.string(),
    state: z.enum(EVENT_STATES),
    reason: z.string().nullable().describe("Why it is dead or ignored; on an event that is done, what of it could not be read"),
    notes: z.array(z.string()).describe("What could not be read, and how what can be read in two ways was decided"),
    leadId: z.uuid().nullable().describe("The first lead the event touched"),
    leadIds: z.array(z.uuid()),
    receivedAt: z.iso.datetime(),
    processedAt: z.iso.datetime().nullable(),
    attempts: z.number().int(),
  })
  .meta({ id: "Event" })
export type EventView = z.infer<typeof EventView>

/** One delivery by its receipt. Throws `not_found`. */
export async function getEvent(ctx: Ctx, { receipt }: { receipt: string }): Promise<EventView> {
  requirePermission(ctx, "lead.read")
  const [row] = z.uuid().safeParse(receipt).success ? await ctx.db.select().from(inboundEvents).where(eq(inboundEvents.id, receipt)) : []
  if (!row) throw new AppError("not_found", "There is no such receipt.")
  return eventView(row)
}

/** The stored body of an event as text; bytes that are not text are shown as base64. */
export async function getEventBody(
  ctx: Ctx,
  { receipt }: { receipt: string },
): Promise<EventView & { body: string; headers: Record<string, string>; bytes: number }> {
  requirePermission(ctx, "intake.read")
  const [row] = z.uuid().safeParse(receipt).success ? await ctx.db.select().from(inboundEvents).where(eq(inboundEvents.id, receipt)) : []
  if (!row) throw new AppError("not_found", "There is no such receipt.")
  const event = eventView(row)
  await recordReads(ctx, event.leadIds, ctx.actor.kind === "user" ? "page" : "api")
  return { ...event, body: readable(row.raw), headers: row.headers, bytes: row.raw.byteLength }
}

const ListEvents = EventFilter.extend({ limit: z.coerce.number().int().min(1).max(200).default(50) })

/** Deliveries, newest first. Days are counted as on the dashboards. */
export async function listEvents(ctx: Ctx, input: z.input<typeof ListEvents>): Promise<{ data: EventView[]; nextCursor: string | null }> {
  requirePermission(ctx, "intake.read")
  const { state, channel, from, to, cursor, limit } = ListEvents.parse(input)
  const { timeZone } = await readReportRules(ctx.db)
  const after = readAtCursor(cursor)
  const rows = await ctx.db
    .select({ ...EVENT_COLUMNS })
    .from(inboundEvents)
    .where(
      and(
        state === undefined ? undefined : eq(inboundEvents.state, state),
        channel?.length ? inArray(inboundEvents.channel, channel) : undefined,
        from === undefined ? undefined : gte(inboundEvents.receivedAt, startOfDay(from, timeZone)),
        to === undefined ? undefined : lt(inboundEvents.receivedAt, startOfDay(addDays(to, 1), timeZone)),
        after ? sql`(${inboundEvents.receivedAt}, ${inboundEvents.id}) < (${after.at}::timestamptz, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(inboundEvents.receivedAt), desc(inboundEvents.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit).map(eventView)
  const last = page.at(-1)
  return { data: page, nextCursor: rows.length > limit && last ? `${last.receivedAt}_${last.id}` : null }
}

/** The number of deliveries in each state that may need action. */
export async function countEventStates(ctx: Ctx): Promise<Record<"received" | "dead" | "quarantined", number>> {
  requirePermission(ctx, "intake.read")
  const rows = await ctx.db
    .select({ state: inboundEvents.state, n: sql<number>`count(*)::int` })
    .from(inboundEvents)
    .where(inArray(inboundEvents.state, ["received", "dead", "quarantined"]))
    .groupBy(inboundEvents.state)
  const of = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
  return { received: of("received"), dead: of("dead"), quarantined: of("quarantined") }
}

const REASONS_MAX = 8

export type DeadReason = { channel: Channel; reason: string; events: number }

/** Why deliveries are dead, the most frequent reasons first. */
export async function listDeadReasons(ctx: Ctx): Promise<DeadReason[]> {
  requirePermission(ctx, "intake.read")
  const events = sql<number>`count(*)::int`
  const rows = await ctx.db
    .select({ channel: inboundEvents.channel, reason: inboundEvents.reason, events })
    .from(inboundEvents)
    .where(eq(inboundEvents.state, "dead"))
    .groupBy(inboundEvents.channel, inboundEvents.reason)
    .orderBy(desc(events), inboundEvents.reason)
    .limit(REASONS_MAX)
  return rows.map(({ channel: name, reason, events: n }) => ({ channel: z.enum(CHANNELS).parse(name), reason: reason ?? "", events: n }))
}

const EVENT_COLUMNS = {
  id: inboundEvents.id,
  channel: inboundEvents.channel,
  state: inboundEvents.state,
  reason: inboundEvents.reason,
  notes: inboundEvents.notes,
  leadId: inboundEvents.leadId,
  leadIds: inboundEvents.leadIds,
  receivedAt: inboundEvents.receivedAt,
  processedAt: inboundEvents.processedAt,
  attempts: inboundEvents.attempts,
}

type EventRow = Pick<typeof inboundEvents.$inferSelect, keyof typeof EVENT_COLUMNS>

const eventView = (row: EventRow): EventView => ({
  id: row.id,
  channel: row.channel,
  state: row.state,
  reason: row.reason,
  notes: row.notes,
  leadId: row.leadId,
  leadIds: row.leadIds,
  receivedAt: row.receivedAt.toISOString(),
  processedAt: row.processedAt?.toISOString() ?? null,
  attempts: row.attempts,
})

function readable(raw: Buffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(raw)
    return /^\s*[{[]/.test(text) ? JSON.stringify(JSON.parse(text), null, 2) : text
  } catch {
    return raw.toString("utf8").includes("\uFFFD") ? raw.toString("base64") : raw.toString("utf8")
  }
}
