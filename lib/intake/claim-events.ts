import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { StoredDelivery } from "@/lib/channels/contract"
import type { Channel } from "@/lib/core/channels"
import type { EventTrust } from "@/lib/core/event-trust"

/** An event of the inbox that this transaction has locked. */
export type ClaimedEvent = StoredDelivery & { id: string; attempts: number; trust: EventTrust }

/**
 * A quarter of each batch goes to the newest events. Behind a backlog (an outage, a replay of thousands) a person who
 * writes now is on the board within a batch or two, and the backlog still drains at three quarters of the speed. The
 * order does not show in the result: leads are projected by event time.
 */
const NEWEST_SHARE = 1 / 4

const COLUMNS = sql`id, channel, idempotency_key, raw, headers, trust, received_at, attempts`

/** Events that were never deferred: the newest few and the oldest. */
export async function claimFresh(tx: Transaction, limit: number): Promise<ClaimedEvent[]> {
  const newest = Math.floor(limit * NEWEST_SHARE)
  return await claim(
    tx,
    sql`
      with newest as (
        select ${COLUMNS}, seq from inbound_events where state = 'received' and retry_at is null
        order by seq desc limit ${newest} for update skip locked
      ), oldest as (
        select ${COLUMNS}, seq from inbound_events
        where state = 'received' and retry_at is null and seq < coalesce((select min(seq) from newest), 9223372036854775807)
        order by seq limit ${limit - newest} for update skip locked
      )
      select * from oldest union all select * from newest order by seq`,
  )
}

/** Deferred events whose retry time has come. */
export const claimPutOff = (tx: Transaction, now: Date, limit: number): Promise<ClaimedEvent[]> =>
  claim(
    tx,
    sql`
      select ${COLUMNS} from inbound_events where state = 'received' and retry_at <= ${now.toISOString()}
      order by retry_at, seq limit ${limit} for update skip locked`,
  )

type ClaimedRow = {
  id: string
  channel: Channel
  idempotency_key: string
  raw: Buffer
  headers: Record<string, string>
  trust: EventTrust
  received_at: Date | string
  attempts: number
}

async function claim(tx: Transaction, statement: SQL): Promise<ClaimedEvent[]> {
  const { rows } = await tx.execute<ClaimedRow>(statement)
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    idempotencyKey: row.idempotency_key,
    raw: row.raw,
    headers: row.headers,
    trust: row.trust,
    receivedAt: new Date(row.received_at),
    attempts: row.attempts,
  }))
}
