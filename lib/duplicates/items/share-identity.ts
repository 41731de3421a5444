import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { StrengthBefore } from "@/db/schema"
import { lockKeys } from "@/lib/platform/lock-order"

/**
 * Marks a value as used by several people (a household, a company line): from now on it is evidence and never decides
 * alone. Returns the previous strengths.
 */
export async function shareIdentity(tx: Transaction, { kind, value }: { kind: string; value: string }): Promise<StrengthBefore[]> {
  const { rows } = await tx.execute<StrengthBefore>(sql`
    with before as (select id, strength from lead_identities where kind = ${kind} and value = ${value} and strength <> 'shared' order by id for update)
    update lead_identities i set strength = 'shared' from before where i.id = before.id returning before.id, before.strength`)
  await tx.execute(sql`update lead_identities set traits = traits || '{"sharedBy": "reviewer"}' where kind = ${kind} and value = ${value}`)
  return rows
}

/** The keys of these identities, before they are given their strength back. */
export async function lockStrengths(tx: Transaction, strengths: readonly StrengthBefore[]): Promise<void> {
  if (strengths.length === 0) return
  const { rows } = await tx.execute<{ key: string }>(sql`
    select i.kind || ':' || i.value as key from lead_identities i
    join jsonb_to_recordset(${JSON.stringify(strengths)}::jsonb) as s(id uuid) on s.id = i.id`)
  await lockKeys(
    tx,
    rows.map(({ key }) => key),
  )
}

/** Takes it back, except where the value has become somebody else's own meanwhile. Answers with how many rows that left. */
export async function restoreStrengths(tx: Transaction, strengths: readonly StrengthBefore[]): Promise<number> {
  if (strengths.length === 0) return 0
  const { rows } = await tx.execute<{ id: string }>(sql`
    update lead_identities i set strength = s.strength, traits = i.traits - 'sharedBy'
    from jsonb_to_recordset(${JSON.stringify(strengths)}::jsonb) as s(id uuid, strength text)
    where i.id = s.id and (s.strength <> 'personal' or not exists (
      select 1 from lead_identities o where o.kind = i.kind and o.value = i.value and o.strength = 'personal' and o.id <> i.id))
    returning i.id`)
  return strengths.length - rows.length
}
