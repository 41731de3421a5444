import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import type { CandidateIndex } from "./candidate-index"
import { rowOf } from "./profile-rows"

/** Writes what a batch has added to the index, in three statements. */
export async function writeCandidateIndex(tx: Transaction, index: CandidateIndex): Promise<void> {
  const keys = () =>
    index.newKeys.map(({ leadId, at, key }) => ({ key: key.key.toString(), kind: key.kind, lead_id: leadId, at: new Date(at) }))
  const profiles = () => [...index.changed].flatMap((id) => index.profiles.get(id) ?? [])
  await pipelined(
    () => writeKeys(tx, keys()),
    () => writeProfiles(tx, profiles().map(rowOf)),
    () => writeDeltas(tx, index.deltas),
  )
}

type KeyRow = { key: string; kind: string; lead_id: string; at: Date }

/** `once`: leaves out keys that the lead has already, for whoever writes without knowing what is there. */
export async function writeKeys(tx: Transaction, rows: readonly KeyRow[], { once = false } = {}): Promise<void> {
  if (rows.length === 0) return
  const missing = once ? sql`where not exists (select 1 from match_keys m where m.key = k.key and m.lead_id = l.lead_id)` : sql``
  await tx.execute(sql`
    insert into match_keys (key, kind, lead_id, at)
    select k.key, k.kind, l.lead_id, l.at
    from jsonb_to_recordset(${JSON.stringify(byTouch(rows))}::jsonb) as l(lead_id uuid, at timestamptz, keys text, kinds text)
    cross join lateral unnest(string_to_array(l.keys, ',')::bigint[], string_to_array(l.kinds, null)) as k(key, kind) ${missing}`)
}

/** Keys travel as one line of text per touch: twenty objects for each of a thousand leads are dear on both sides. */
function byTouch(rows: readonly KeyRow[]): { lead_id: string; at: Date; keys: string; kinds: string }[] {
  const touches: { lead_id: string; at: Date; keys: string; kinds: string }[] = []
  for (const { key, kind, lead_id, at } of rows) {
    const last = touches.at(-1)
    if (last?.lead_id === lead_id && +last.at === +at) {
      last.keys += `,${key}`
      last.kinds += kind
    } else touches.push({ lead_id, at, keys: key, kinds: kind })
  }
  return touches
}

export async function writeProfiles(tx: Transaction, rows: readonly ReturnType<typeof rowOf>[]): Promise<void> {
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

export async function writeDeltas(tx: Transaction, deltas: ReadonlyMap<string, number>): Promise<void> {
  if (deltas.size === 0) return
  const rows = [...deltas].map(([key, n]) => ({ key, n }))
  await tx.execute(sql`
    insert into match_count_deltas (key, n) select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(key text, n int)`)
}
