import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { MatchBook } from "./match-book"
import { rowOf } from "./profile-rows"

/** Writes what a batch has added to the book, in three statements. */
export const writeBook = async (tx: Transaction, book: MatchBook): Promise<void> => {
  await writeKeys(
    tx,
    book.newKeys.map(({ leadId, at, key }) => ({ key: key.key.toString(), kind: key.kind, lead_id: leadId, at: new Date(at) })),
  )
  const profiles = [...book.changed].flatMap((id) => {
    const profile = book.profiles.get(id)
    return profile ? [profile] : []
  })
  await writeProfiles(tx, profiles.map(rowOf))
  await writeDeltas(tx, book.deltas)
}

export type KeyRow = { key: string; kind: string; lead_id: string; at: Date }

/** `once`: leaves out keys that the lead has already, for whoever writes without knowing what is there. */
export const writeKeys = async (tx: Transaction, rows: readonly KeyRow[], { once = false } = {}): Promise<void> => {
  if (rows.length === 0) return
  const missing = once ? sql`where not exists (select 1 from match_keys m where m.key = k.key and m.lead_id = k.lead_id)` : sql``
  await tx.execute(sql`
    insert into match_keys (key, kind, lead_id, at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as k(key bigint, kind text, lead_id uuid, at timestamptz) ${missing}`)
}

export const writeProfiles = async (tx: Transaction, rows: readonly ReturnType<typeof rowOf>[]): Promise<void> => {
  if (rows.length === 0) return
  const documents = rows.map((row) => ({
    lead_id: row.leadId,
    phones: row.phones,
    emails: row.emails,
    names: row.names,
    first_at: row.firstAt,
    last_at: row.lastAt,
    phone_only_at: row.phoneOnlyAt,
    email_only_at: row.emailOnlyAt,
  }))
  await tx.execute(sql`
    insert into match_profiles select * from jsonb_populate_recordset(null::match_profiles, ${JSON.stringify(documents)}::jsonb)
    on conflict (lead_id) do update set phones = excluded.phones, emails = excluded.emails, names = excluded.names, first_at = excluded.first_at,
      last_at = excluded.last_at, phone_only_at = excluded.phone_only_at, email_only_at = excluded.email_only_at`)
}

export const writeDeltas = async (tx: Transaction, deltas: ReadonlyMap<string, number>): Promise<void> => {
  if (deltas.size === 0) return
  const rows = [...deltas].map(([key, n]) => ({ key, n }))
  await tx.execute(sql`
    insert into match_count_deltas (key, n) select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(key text, n int)`)
}
