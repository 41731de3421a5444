import { desc, eq, sql } from "drizzle-orm"
import { routingReceipts, routingVersions, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { RoutingStep } from "@/lib/core/routing/route-lead"
import { RoutingConfig } from "@/lib/core/routing/routing-config"
import type { TargetKind } from "@/lib/core/response/targets"
import { requirePermission } from "@/lib/platform/permissions"
import { isOpenLead } from "./open-leads"
import { readRuleBook, type RuleBook } from "./read-config"

/** Routing rules in force, for their editor. */
export async function readRouting(ctx: Ctx): Promise<RuleBook> {
  requirePermission(ctx, "settings.read")
  return await readRuleBook(ctx.db)
}

export type RuleBookVersion = { version: number; at: string; by: string | null; note: string | null; config: RoutingConfig }

const VERSIONS_MAX = 30

export async function listRuleBooks(ctx: Ctx): Promise<RuleBookVersion[]> {
  requirePermission(ctx, "settings.read")
  const rows = await ctx.db
    .select({ row: routingVersions, by: users.name })
    .from(routingVersions)
    .leftJoin(users, eq(users.id, routingVersions.byUserId))
    .orderBy(desc(routingVersions.version))
    .limit(VERSIONS_MAX)
  return rows.map(({ row, by }) => ({
    version: row.version,
    at: row.at.toISOString(),
    by,
    note: row.note,
    config: RoutingConfig.parse(row.config),
  }))
}

export type ReceiptView = {
  id: string
  at: string
  outcome: (typeof routingReceipts.$inferSelect)["outcome"]
  owner: { id: string; name: string } | null
  reason: string
  version: number
  steps: RoutingStep[]
}

const RECEIPTS_MAX = 20

/** Why a lead went where it is, newest first. */
export async function readReceipts(ctx: Ctx, { leadId }: { leadId: string }): Promise<ReceiptView[]> {
  requirePermission(ctx, "lead.read")
  const rows = await ctx.db
    .select({ row: routingReceipts, name: users.name })
    .from(routingReceipts)
    .leftJoin(users, eq(users.id, routingReceipts.ownerId))
    .where(eq(routingReceipts.leadId, leadId))
    .orderBy(desc(routingReceipts.at), desc(routingReceipts.id))
    .limit(RECEIPTS_MAX)
  return rows.map(({ row, name }) => ({
    id: row.id,
    at: row.at.toISOString(),
    outcome: row.outcome,
    owner: row.ownerId === null ? null : { id: row.ownerId, name: name ?? "" },
    reason: row.reason,
    version: row.version,
    steps: row.steps,
  }))
}

export type BreachView = {
  id: string
  leadId: string
  lead: string | null
  kind: TargetKind
  dueAt: string
  at: string
  owner: string | null
  escalatedTo: string | null
}

const BREACHES_MAX = 50

/** Missed response targets, newest first; of one lead, or of all. */
export async function listBreaches(ctx: Ctx, { leadId }: { leadId?: string } = {}): Promise<BreachView[]> {
  requirePermission(ctx, leadId === undefined ? "settings.read" : "lead.read")
  const { rows } = await ctx.db.execute<BreachView>(sql`
    select b.id, b.lead_id as "leadId", coalesce(l.name, l.phones[1], l.emails[1]) as lead, b.kind, b.due_at as "dueAt", b.at,
           o.name as owner, e.name as "escalatedTo"
    from sla_breaches b join leads l on l.id = b.lead_id left join users o on o.id = b.owner_id left join users e on e.id = b.escalated_to
    where ${leadId === undefined ? sql`true` : sql`b.lead_id = ${leadId}`}
    order by b.at desc, b.id desc limit ${BREACHES_MAX}`)
  return rows.map((row) => ({ ...row, dueAt: new Date(row.dueAt).toISOString(), at: new Date(row.at).toISOString() }))
}

export type WaitingLead = { id: string; name: string | null; since: string; reason: string | null; isHeld: boolean }

const WAITING_MAX = 50

/** Open leads without an owner, longest first, with the reason; and how many there are. */
export async function listWaiting(ctx: Ctx): Promise<{ total: number; data: WaitingLead[] }> {
  requirePermission(ctx, "settings.read")
  const { rows } = await ctx.db.execute<WaitingLead & { total: number }>(sql`
    select l.id, coalesce(l.name, l.phones[1], l.emails[1]) as name, l.stage_entered_at as since, r.reason, coalesce(r.outcome = 'held', false) as "isHeld",
           count(*) over ()::int as total
    from leads l
    left join lateral (select reason, outcome from routing_receipts where lead_id = l.id order by at desc, id desc limit 1) r on true
    where l.owner_id is null and ${isOpenLead()}
    order by l.id limit ${WAITING_MAX}`)
  return {
    total: rows[0]?.total ?? 0,
    data: rows.map(({ total: _total, ...row }) => ({ ...row, since: new Date(row.since).toISOString() })),
  }
}
