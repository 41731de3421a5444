import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { HookEventType, HookFacts } from "@/lib/core/hooks/hook-events"
import { GIVE_UP_MS, retryDelayMs } from "@/lib/core/hooks/retry-delays"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"

/**
 * Taking deliveries, and giving them back, as the outbox of the CRMs does it: a lease has a token and a deadline, and what came
 * of a delivery counts only while the row still carries the token. The events of one lead reach an endpoint in their order: what
 * comes later waits for what came before.
 */
const LEASE_MS = 60_000
const BATCH = 40
/** Of one endpoint at a time, so that a slow one holds up nobody else. */
const PER_ENDPOINT = 8

export type LeasedDelivery = {
  id: string
  endpointId: string
  url: string
  secret: string
  type: HookEventType
  leadId: string
  facts: HookFacts
  attempts: number
  createdAt: Date
  giveUpAt: Date | null
}
export type Lease = { token: string; deliveries: LeasedDelivery[] }

type Row = Omit<LeasedDelivery, "createdAt" | "giveUpAt"> & { createdAt: string; giveUpAt: string | null }

export async function leaseDeliveries(ctx: Ctx): Promise<Lease> {
  const now = ctx.now()
  const token = newId()
  const until = new Date(now.getTime() + LEASE_MS)
  return await inTransaction(ctx, async (tx) => {
    await tx.execute(sql`
      update hook_deliveries set state = 'pending', lease_token = null, lease_until = null
      where id in (select id from hook_deliveries where state = 'leased' and lease_until < ${now.toISOString()} for update skip locked)`)
    const { rows } = await tx.execute<Row>(sql`
      with waiting as (
        select d.id, row_number() over (partition by d.endpoint_id order by d.seq) as place
        from hook_deliveries d join hook_endpoints e on e.id = d.endpoint_id and e.is_active
        where d.state = 'pending' and d.not_before <= ${now.toISOString()} and not exists (
          select 1 from hook_deliveries before
          where before.endpoint_id = d.endpoint_id and before.lead_id = d.lead_id and before.seq < d.seq and before.state in ('pending', 'leased'))
      ), taken as (
        select d.id from hook_deliveries d join waiting w on w.id = d.id and w.place <= ${PER_ENDPOINT}
        where d.state = 'pending' order by d.seq limit ${BATCH} for update of d skip locked
      )
      update hook_deliveries d set state = 'leased', lease_token = ${token}, lease_until = ${until.toISOString()}
      from hook_endpoints e where d.id in (select id from taken) and e.id = d.endpoint_id
      returning d.id, d.endpoint_id as "endpointId", e.url, e.secret, d.type, d.lead_id as "leadId", d.facts, d.attempts,
        to_json(d.created_at) #>> '{}' as "createdAt", to_json(d.give_up_at) #>> '{}' as "giveUpAt"`)
    const deliveries = rows.map((row) => ({
      ...row,
      createdAt: new Date(row.createdAt),
      giveUpAt: row.giveUpAt === null ? null : new Date(row.giveUpAt),
    }))
    return { token, deliveries }
  })
}

/** What an endpoint made of a delivery. `isGone`: it wants nothing more. */
export type Answer = { arrived: boolean; status: number | null; error: string | null; retryAfterMs: number | null; isGone: boolean }

export async function settleDeliveries(
  ctx: Ctx,
  { token }: Pick<Lease, "token">,
  answers: readonly { delivery: LeasedDelivery; answer: Answer }[],
): Promise<void> {
  const now = ctx.now()
  const rows = answers.map(({ delivery, answer }) => settled(delivery, answer, now))
  await inTransaction(ctx, async (tx) => {
    await tx.execute(sql`
      update hook_deliveries d set state = r.state, attempts = d.attempts + 1, status = r.status, error = r.error,
        not_before = coalesce(r.not_before, d.not_before), give_up_at = r.give_up_at, finished_at = r.finished_at, lease_token = null, lease_until = null
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id uuid, state text, status int, error text, not_before timestamptz, give_up_at timestamptz, finished_at timestamptz)
      where d.id = r.id and d.lease_token = ${token}`)
    const failed = endpointsOf(answers, ({ arrived }) => !arrived)
    const reached = endpointsOf(answers, ({ arrived }) => arrived)
    await tx.execute(sql`update hook_endpoints set failing_since = null where failing_since is not null and id in ${idsIn(reached)}`)
    await tx.execute(sql`
      update hook_endpoints set failing_since = ${now.toISOString()}
      where failing_since is null and id in ${idsIn(failed.filter((id) => !reached.includes(id)))}`)
  })
}

const endpointsOf = (answers: readonly { delivery: LeasedDelivery; answer: Answer }[], which: (answer: Answer) => boolean): string[] => [
  ...new Set(answers.filter(({ answer }) => which(answer)).map(({ delivery }) => delivery.endpointId)),
]

function settled({ id, attempts, giveUpAt }: LeasedDelivery, { arrived, status, error, retryAfterMs }: Answer, now: Date) {
  const until = giveUpAt ?? new Date(now.getTime() + GIVE_UP_MS)
  const state = arrived ? "done" : now >= until ? "dead" : "pending"
  const waitMs = Math.max(retryDelayMs(attempts + 1, Math.random()), retryAfterMs ?? 0)
  return {
    id,
    state,
    status,
    error,
    not_before: state === "pending" ? new Date(now.getTime() + waitMs).toISOString() : null,
    give_up_at: arrived ? null : until.toISOString(),
    finished_at: state === "pending" ? null : now.toISOString(),
  }
}
