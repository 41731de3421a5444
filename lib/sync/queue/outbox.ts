import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { ErrorClass } from "@/lib/core/sync/refusals"
import type { Database, Transaction } from "@/db/client"
import { lockLeads } from "@/lib/platform/lock-order"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"

/**
 * Taking rows of the outbox, and giving them back. A lease has a token and a deadline: what comes of a push counts only for
 * rows that still carry the token, so a worker that was thought dead and comes back changes nothing.
 */
export const LEASE_MS = 120_000
const BATCH = 100
/** How many rows one lease has at most: what is written record by record has to be done before its end. */
export const batchOf = ({ crm }: CrmCtx): number => crm.definition.capabilities.leadsAtOnce ?? BATCH
/** A row that failed this often with its batch is tried alone, so that it can spoil only itself. */
const ALONE_FROM = 3

export type LeasedRow = {
  id: string
  leadId: string
  kind: "lead" | "activity"
  version: number
  pull: boolean
  attempts: number
}
export type Lease = { token: string; until: Date; rows: LeasedRow[] }

type Row = { id: string; lead_id: string; kind: "lead" | "activity"; version: number; pull: boolean; attempts: number }

export async function leaseOutbox(ctx: CrmCtx, kind: "lead" | "activity", { priorityMax = 9 } = {}): Promise<Lease | null> {
  const now = ctx.now()
  const token = newId()
  const until = new Date(now.getTime() + LEASE_MS)
  return await inTransaction(ctx, async (tx) => {
    await tx.execute(sql`
      update crm_outbox set state = 'pending', lease_token = null, lease_until = null, attempts = attempts + 1, not_before = ${now.toISOString()}
      where id in (select id from crm_outbox where state = 'leased' and lease_until < ${now.toISOString()} for update skip locked)`)
    const { rows: found } = await tx.execute<{ id: string; attempts: number }>(sql`
      select id, attempts from crm_outbox
      where provider = ${ctx.crm.name} and kind = ${kind} and state = 'pending' and not_before <= ${now.toISOString()}
        and priority <= ${priorityMax}
      order by priority, not_before limit ${batchOf(ctx)} for update skip locked`)
    const alone = found[0] && found[0].attempts >= ALONE_FROM ? [found[0]] : found.filter(({ attempts }) => attempts < ALONE_FROM)
    if (alone.length === 0) return null
    const { rows } = await tx.execute<Row>(sql`
      update crm_outbox set state = 'leased', lease_token = ${token}, lease_until = ${until.toISOString()}, updated_at = ${now.toISOString()}
      where id in ${idsIn(alone.map(({ id }) => id))}
      returning id, lead_id, kind, version, pull, attempts`)
    return { token, until, rows: rows.map(({ lead_id: leadId, ...row }) => ({ ...row, leadId })) }
  })
}

/** The rows that are still ours, locked for the rest of the transaction: after their leads, as a change of leads locks them. */
export async function heldRows(tx: Transaction, { token, rows }: Lease): Promise<Set<string>> {
  await lockLeads(
    tx,
    rows.map(({ leadId }) => leadId),
  )
  const { rows: held } = await tx.execute<{ id: string }>(sql`
    select id from crm_outbox where id in ${idsIn(rows.map(({ id }) => id))} and lease_token = ${token} order by lead_id, kind for update`)
  return new Set(held.map(({ id }) => id))
}

export type PushOutcome =
  /** Done as long as the person may not be served. */
  | { id: string; outcome: "done"; errorClass?: "no_consent" }
  /** At once once more, reading the record first. */
  | { id: string; outcome: "again" }
  | { id: string; outcome: "later"; notBefore: Date; errorClass: ErrorClass; error: string; isCounted: boolean }
  | { id: string; outcome: "parked" | "dead"; errorClass: ErrorClass; error: string }

/**
 * A row that changed while it was pushed is pending again, whatever became of the push. What the timeline waits on purpose
 * is no lag, so only leads count in it.
 */
export async function settleOutbox(
  db: Pick<Database | Transaction, "execute">,
  lease: Lease,
  outcomes: readonly PushOutcome[],
  now: Date,
): Promise<void> {
  if (outcomes.length === 0) return
  const versionOf = new Map(lease.rows.map(({ id, version }) => [id, version]))
  const rows = outcomes.map((outcome) => ({
    id: outcome.id,
    version: versionOf.get(outcome.id) ?? 0,
    outcome: outcome.outcome,
    not_before: outcome.outcome === "later" ? outcome.notBefore.toISOString() : now.toISOString(),
    error_class: "errorClass" in outcome ? outcome.errorClass : null,
    error: "error" in outcome ? outcome.error.slice(0, 500) : null,
    counted: outcome.outcome === "later" ? outcome.isCounted : outcome.outcome !== "done",
  }))
  const at = now.toISOString()
  await db.execute(sql`
    with locked as (
      select id from crm_outbox where id in ${idsIn(outcomes.map(({ id }) => id))} and lease_token = ${lease.token} order by lead_id, kind for update
    ), settled as (
      update crm_outbox o set
        state = case when v.outcome in ('again', 'later') or o.version <> v.version then 'pending' else v.outcome end,
        pull = case when v.outcome = 'again' then true when v.outcome = 'done' and o.version = v.version then false else o.pull end,
        not_before = v.not_before,
        attempts = case when v.outcome = 'done' then 0 when v.counted then o.attempts + 1 else o.attempts end,
        error_class = v.error_class, error = v.error,
        done_at = case when v.outcome = 'done' and o.version = v.version then ${at}::timestamptz else o.done_at end,
        lease_token = null, lease_until = null, updated_at = ${at}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as v(id uuid, version int, outcome text, not_before timestamptz, error_class text, error text, counted boolean)
      where o.id = v.id and o.id in (select id from locked)
      returning o.provider, o.state, o.kind, extract(epoch from (${at}::timestamptz - o.dirty_at)) * 1000 as lag
    )
    insert into crm_minutes as m (id, provider, minute, pushed, lag_ms_sum, lag_ms_max)
    select ${newId()}::uuid, provider, date_trunc('minute', ${at}::timestamptz), count(*)::int, coalesce(sum(lag), 0)::bigint, coalesce(max(lag), 0)::bigint
    from settled where state = 'done' and kind = 'lead' group by provider
    on conflict (provider, minute) do update set pushed = m.pushed + excluded.pushed, lag_ms_sum = m.lag_ms_sum + excluded.lag_ms_sum,
      lag_ms_max = greatest(m.lag_ms_max, excluded.lag_ms_max)`)
}
