import { desc, eq, inArray } from "drizzle-orm"
import { auditLog, leadFieldValues, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

export type HistoryEntry = { id: number; at: string; who: string; action: string; change: Record<string, unknown> }

export type FieldValueView = { field: string; value: string; trust: string; channel: string | null; who: string | null; observedAt: string }

const ENTRIES_MAX = 100

/** Who changed what on this lead, newest first. */
export async function readHistory(ctx: Ctx, { leadId }: { leadId: string }): Promise<HistoryEntry[]> {
  requirePermission(ctx, "lead.read")
  const rows = await ctx.db
    .select()
    .from(auditLog)
    .where(eq(auditLog.leadId, leadId))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(ENTRIES_MAX)
  const names = await namesOf(
    ctx,
    rows.flatMap(({ actorKind, actorId }) => (actorKind === "user" && actorId ? [actorId] : [])),
  )
  return rows.map(({ id, at, actorKind, actorId, action, change }) => ({
    id,
    at: at.toISOString(),
    who: actorKind === "user" ? (names.get(actorId ?? "") ?? "A former colleague") : actorKind === "api_key" ? "API" : "Onelead",
    action,
    change,
  }))
}

/** Every value ever claimed for the fields of a lead, the losing ones included. */
export async function readFieldValues(ctx: Ctx, { leadId }: { leadId: string }): Promise<FieldValueView[]> {
  requirePermission(ctx, "lead.read")
  const rows = await ctx.db
    .select()
    .from(leadFieldValues)
    .where(eq(leadFieldValues.leadId, leadId))
    .orderBy(leadFieldValues.field, desc(leadFieldValues.observedAt))
    .limit(200)
  const names = await namesOf(
    ctx,
    rows.flatMap(({ userId }) => userId ?? []),
  )
  return rows.map(({ field, value, trust, channel, userId, observedAt }) => ({
    field,
    value,
    trust,
    channel,
    who: userId ? (names.get(userId) ?? null) : null,
    observedAt: observedAt.toISOString(),
  }))
}

async function namesOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, [...new Set(ids)]))
  return new Map(rows.map(({ id, name }) => [id, name]))
}
