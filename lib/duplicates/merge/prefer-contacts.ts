import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"

/**
 * Which phone and email come first. A merged lead keeps all of both; by default the older one comes first, or that of
 * the lead the reviewer chose. The preference is stored with the identity and moves with it.
 */
export type ContactChoice = { kind: "phone" | "email"; value: string }

/** What was preferred before and after, so that it can be restored. */
type Preference = { chosen: string[]; unset: string[] }

export async function preferContacts(tx: Transaction, leadId: string, choices: readonly ContactChoice[]): Promise<Preference> {
  const preference: Preference = { chosen: [], unset: [] }
  for (const { kind, value } of choices) {
    const unset = await tx.execute<{ id: string }>(sql`
      update lead_identities set traits = traits - 'preferred'
      where lead_id = ${leadId} and kind = ${kind} and value <> ${value} and traits ? 'preferred' returning id`)
    const chosen = await tx.execute<{ id: string }>(sql`
      update lead_identities set traits = traits || '{"preferred": true}'
      where lead_id = ${leadId} and kind = ${kind} and value = ${value} and not traits ? 'preferred' returning id`)
    preference.unset.push(...unset.rows.map(({ id }) => id))
    preference.chosen.push(...chosen.rows.map(({ id }) => id))
  }
  return preference
}

export async function undoPreference(tx: Transaction, { chosen, unset }: Preference): Promise<void> {
  if (chosen.length + unset.length === 0) return
  const named = (ids: readonly string[]) => sql`id in ${idsIn(ids)}`
  await tx.execute(sql`update lead_identities set traits = traits - 'preferred' where ${named(chosen)}`)
  await tx.execute(sql`update lead_identities set traits = traits || '{"preferred": true}' where ${named(unset)}`)
}
