import type { Pool } from "pg"
import { required } from "@/lib/core/required"
import type { Receipt } from "@/lib/channels/contract"
import type { Channel } from "@/lib/core/channels"
import type { EventTrust } from "@/lib/core/event-trust"
import { newId } from "@/lib/platform/ids"
import { GroupCommit } from "./group-commit"

/** A delivery to store. */
export type Delivery = {
  channel: Channel
  idempotencyKey: string
  raw: Uint8Array
  headers: Readonly<Record<string, string>>
  trust: EventTrust
  receivedAt: Date
  /** Part of a bulk load: live events go first. */
  isBackground?: boolean
}

export type Inbox = { store(delivery: Delivery): Promise<Receipt> }

/**
 * The durable inbox. `store` resolves after the commit; a repeat of a known delivery resolves with the first receipt.
 *
 * Two rows of one batch may be the same delivery, and one may have been stored long ago, so the statement inserts what
 * is new and then looks every key up: all get the receipt of the first.
 */
export function createInbox(pool: Pool): Inbox {
  const commits = new GroupCommit<Delivery, Receipt>(
    (rows) => insertDeliveries(pool, rows),
    ({ raw }) => raw.byteLength,
  )
  return { store: (delivery) => commits.add(delivery) }
}

const INSERT = `
  insert into inbound_events (id, channel, idempotency_key, raw, headers, trust, received_at, is_background)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::jsonb[], $6::text[], $7::timestamptz[], $8::boolean[])
  on conflict (channel, idempotency_key) do nothing
  returning id, channel, idempotency_key`

const FIND = `
  select id, channel, idempotency_key from inbound_events
  where (channel, idempotency_key) in (select * from unnest($1::text[], $2::text[]))`

type StoredKey = { id: string; channel: string; idempotency_key: string }

async function insertDeliveries(pool: Pool, rows: Delivery[]): Promise<Receipt[]> {
  const ids = rows.map(() => newId())
  const inserted = await pool.query<StoredKey>({
    name: "inbox-insert",
    text: INSERT,
    values: [
      ids,
      rows.map(({ channel }) => channel),
      rows.map(({ idempotencyKey }) => idempotencyKey),
      rows.map(({ raw }) => Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)),
      rows.map(({ headers }) => JSON.stringify(headers)),
      rows.map(({ trust }) => trust),
      rows.map(({ receivedAt }) => receivedAt),
      rows.map(({ isBackground }) => isBackground ?? false),
    ],
  })
  const fresh = new Set(inserted.rows.map(({ id }) => id))
  if (fresh.size === rows.length) return ids.map((id) => ({ id, duplicate: false }))
  const repeats = rows.filter((_, at) => !fresh.has(required(ids[at], "id")))
  const found = await pool.query<StoredKey>({
    name: "inbox-find",
    text: FIND,
    values: [repeats.map(({ channel }) => channel), repeats.map(({ idempotencyKey }) => idempotencyKey)],
  })
  const idOf = new Map(found.rows.map((row) => [`${row.channel} ${row.idempotency_key}`, row.id]))
  return rows.map(({ channel, idempotencyKey }, at) => {
    const id = required(ids[at], "id")
    return fresh.has(id) ? { id, duplicate: false } : { id: idOf.get(`${channel} ${idempotencyKey}`) ?? id, duplicate: true }
  })
}
