import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { auditLog, ownerHistory, routingReceipts, type ROUTING_OUTCOMES } from "@/db/schema"
import type { RoutingDecision, RoutingStep } from "@/lib/core/routing/route-lead"
import type { Turns } from "@/lib/core/routing/turns"
import { newId } from "@/lib/platform/ids"
import { actorId } from "@/lib/platform/context"
import type { ReactionCtx } from "@/lib/platform/lead-change"
import type { Candidate } from "./read-candidates"
import { tellOwners } from "@/lib/leads/edit/tell-owners"

export type RoutingCause = "new" | "retry" | "high" | "handover" | "sla"

/** A decision about one lead, with what it changes. */
export type Ruling = {
  candidate: Candidate
  outcome: (typeof ROUTING_OUTCOMES)[number]
  ownerId: string | null
  rule: string | null
  reason: string
  steps: RoutingStep[]
}

export function rulingOf(candidate: Candidate, decision: RoutingDecision): Ruling {
  const { ownerId, rule, reason, receipt } = decision
  const outcome = decision.isKept ? "kept" : ownerId === null ? "waiting" : candidate.ownerId === null ? "assigned" : "moved"
  return { candidate, outcome, ownerId, rule, reason, steps: receipt }
}

/** Owner, history, receipt, audit and bells of many leads in a fixed number of statements. */
export async function writeRulings(
  ctx: ReactionCtx,
  tx: Transaction,
  rulings: readonly Ruling[],
  { cause, version }: { cause: RoutingCause; version: number },
): Promise<void> {
  const at = ctx.now()
  const byUserId = actorId(ctx)
  const actor = { actorKind: ctx.actor.kind, actorId: ctx.actor.kind === "system" ? ctx.actor.name : ctx.actor.id }
  const changed = rulings.filter(({ candidate, ownerId }) => ownerId !== candidate.ownerId)
  const history = changed.map(({ candidate, ownerId, rule, reason }) => ({
    id: newId(),
    leadId: candidate.id,
    fromUserId: candidate.ownerId,
    toUserId: ownerId,
    at,
    byUserId: rule === null && cause === "handover" ? byUserId : null,
    reason,
  }))
  const receipts = rulings.map(({ candidate, outcome, ownerId, rule, reason, steps }) => ({
    id: newId(),
    leadId: candidate.id,
    at,
    ownerId,
    outcome,
    cause,
    run: candidate.run,
    rule,
    reason,
    version,
    steps,
  }))
  const audit = changed.map(({ candidate, ownerId, rule, reason }) => ({
    at,
    ...actor,
    action: "lead.routed",
    leadId: candidate.id,
    subject: null,
    change: { from: candidate.ownerId, to: ownerId, rule, reason, cause },
  }))
  const told = changed.map(({ candidate, ownerId, reason }) => ({ leadId: candidate.id, fromId: candidate.ownerId, toId: ownerId, reason }))
  await pipelined(
    () => writeOwners(tx, changed, at),
    () => insertRows(tx, ownerHistory, history),
    () => insertRows(tx, routingReceipts, receipts),
    () => insertRows(tx, auditLog, audit),
    () => tellOwners(ctx, tx, told),
  )
}

async function writeOwners(tx: Transaction, changed: readonly Ruling[], at: Date): Promise<void> {
  if (changed.length === 0) return
  const rows = changed.map(({ candidate, ownerId }) => ({ id: candidate.id, from_id: candidate.ownerId, to_id: ownerId }))
  await tx.execute(sql`
    update leads l set owner_id = v.to_id, owner_since = case when v.to_id is null then null else ${at.toISOString()}::timestamptz end,
           version = l.version + 1, updated_at = ${at.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, from_id uuid, to_id uuid)
    where l.id = v.id and l.owner_id is not distinct from v.from_id`)
}

export async function writeTurns(tx: Transaction, before: Turns, after: Turns): Promise<void> {
  const rows = Object.entries(after).flatMap(([user_id, turn]) => (before[user_id]?.seq === turn.seq ? [] : [{ user_id, ...turn }]))
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into routing_turns (user_id, place, seq)
    select user_id, place, seq from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(user_id uuid, place double precision, seq bigint)
    on conflict (user_id) do update set place = excluded.place, seq = excluded.seq`)
}
