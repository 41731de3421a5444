import { sql, type SQL } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { StoredDelivery } from "@/lib/channels/contract"
import type { Channel } from "@/lib/core/channels"
import type { Ctx } from "@/lib/platform/context"
import type { EventTrust } from "@/lib/core/event-trust"

/** An event of the inbox that this transaction has locked. */
export type ClaimedEvent = StoredDelivery & { id: string; attempts: number; trust: EventTrust; isReleased: boolean }

/**
 * Who goes first. Bulk replays and bulk loads by API are background: they get a quarter of each batch, and more only where live events leave
 * room. Of the live events a quarter of the batch goes to the newest: behind a backlog (an outage) a person who writes now
 * is on the board within a batch or two, and the backlog still drains. The order does not show in the result: leads are
 * projected by event time.
 */
const NEWEST_SHARE = 1 / 4
const BACKGROUND_SHARE = 1 / 4

const COLUMNS = sql`id, channel, idempotency_key, raw, headers, trust, received_at, attempts, is_released`

/** Events that were never deferred: a share of the background, the newest live ones, the oldest live ones, then more background. */
export async function claimFresh(tx: Transaction, limit: number): Promise<ClaimedEvent[]> {
  const newest = Math.floor(limit * NEWEST_SHARE)
  const background = Math.floor(limit * BACKGROUND_SHARE)
  const fresh = (isBackground: boolean) => sql`
    select ${COLUMNS}, seq from inbound_events where state = 'received' and retry_at is null and is_background = ${isBackground}`
  return await claim(
    tx,
    sql`
      with background as (
        ${fresh(true)} order by seq limit ${background} for update skip locked
      ), newest as (
        ${fresh(false)} order by seq desc limit ${newest} for update skip locked
      ), oldest as (
        ${fresh(false)} and seq < coalesce((select min(seq) from newest), 9223372036854775807) order by seq
        limit ${limit - newest} - (select count(*) from background) for update skip locked
      ), further as (
        ${fresh(true)} and seq > coalesce((select max(seq) from background), 0) order by seq
        limit ${limit} - (select count(*) from background) - (select count(*) from newest) - (select count(*) from oldest)
        for update skip locked
      )
      select * from background union all select * from newest union all select * from oldest union all select * from further order by seq`,
  )
}

/** Deferred events whose retry time has come. */
export const claimDeferred = (tx: Transaction, now: Date, limit: number): Promise<ClaimedEvent[]> =>
  claim(
    tx,
    sql`
      select ${COLUMNS} from inbound_events where state = 'received' and retry_at <= ${now.toISOString()}
      order by retry_at, seq limit ${limit} for update skip locked`,
  )

/** Whether there are such events at all: mostly there are none. */
export async function isAnyDue({ db, now }: Pick<Ctx, "db" | "now">): Promise<boolean> {
  const { rows } = await db.execute(
    sql`select 1 from inbound_events where state = 'received' and retry_at <= ${now().toISOString()} limit 1`,
  )
  return rows.length > 0
}

type ClaimedRow = {
  id: string
  channel: Channel
  idempotency_key: string
  raw: Buffer
  headers: Record<string, string>
  trust: EventTrust
  received_at: Date | string
  attempts: number
  is_released: boolean
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
    isReleased: row.is_released,
  }))
}
