import { inArray, sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { leadIdentities, type StrengthBefore } from "@/db/schema"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { lockKeys, lockLeads } from "@/lib/platform/lock-order"

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

/** Locks what sharing a value, or taking that back, changes: its key, then the leads that hold it. */
export async function lockHolders(tx: Transaction, values: readonly { kind: string; value: string }[]): Promise<void> {
  await lockKeys(
    tx,
    values.map(({ kind, value }) => `${kind}:${value}`),
  )
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct i.lead_id as id from lead_identities i
    join jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v(kind text, value text) on v.kind = i.kind and v.value = i.value`)
  await lockLeads(
    tx,
    rows.map(({ id }) => id),
  )
}

/** The same for identities that are given their strength back. */
export async function lockStrengths(tx: Transaction, strengths: readonly StrengthBefore[]): Promise<void> {
  const ids = strengths.map(({ id }) => id)
  if (ids.length === 0) return
  const { kind, value } = leadIdentities
  await lockHolders(tx, await tx.select({ kind, value }).from(leadIdentities).where(inArray(leadIdentities.id, ids)))
}

/** A lead lists a shared value and not a weak one: recomputes the leads whose value changed from one to the other. */
export async function relist({ db: tx, now, changes }: LeadUnit, strengths: readonly StrengthBefore[]): Promise<void> {
  const ids = strengths.filter(({ strength }) => strength === "weak").map(({ id }) => id)
  if (ids.length === 0) return
  const { leadId } = leadIdentities
  const holders = await tx.selectDistinct({ leadId }).from(leadIdentities).where(inArray(leadIdentities.id, ids))
  for (const holder of holders) {
    await reprojectLead(tx, holder.leadId, now())
    changes.add({ ...holder, cause: "edited" })
  }
}

/** Takes it back, except where the value has become another lead's own meanwhile. Answers with how many rows that left. */
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
