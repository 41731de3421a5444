import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { readName } from "@/lib/core/identity/names/person-name"
import { nameCountKeys } from "@/lib/core/matching/stats"

/**
 * What the matcher knows of these leads goes: their keys, their profiles, and their part in how common each word of a
 * name is. A word that nobody else has is forgotten, since a rare name says who it was.
 */
export async function forgetLeads(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  const ids = idsIn(leadIds)
  await tx.execute(sql`delete from match_keys where lead_id in ${ids}`)
  const { rows } = await tx.execute<{ names: string[] }>(sql`delete from match_profiles where lead_id in ${ids} returning names`)
  const lost = new Map<string, number>()
  for (const { names } of rows)
    for (const key of new Set(["leads", ...names.map(readName).flatMap(nameCountKeys)])) lost.set(key, (lost.get(key) ?? 0) + 1)
  const counts = sql`jsonb_to_recordset(${JSON.stringify([...lost].map(([key, n]) => ({ key, n })))}::jsonb) as lost(key text, n int)`
  await tx.execute(sql`
    with gone as (
      delete from match_count_deltas d using ${counts} where d.key = lost.key returning d.key, d.n
    ), summed as (
      select lost.key, coalesce((select sum(n) from gone where gone.key = lost.key), 0) - lost.n as n from ${counts}
    )
    insert into match_counts (key, n) select key, n::int from summed order by key
    on conflict (key) do update set n = match_counts.n + excluded.n`)
  await tx.execute(sql`delete from match_counts c using ${counts} where c.key = lost.key and c.n <= 0`)
}
