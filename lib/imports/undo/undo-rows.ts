import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { auditLog } from "@/db/schema"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { removeLeads } from "@/lib/leads/edit/remove-leads"
import { reprojectLead } from "@/lib/leads/edit/reproject-lead"
import type { ImportRecord } from "@/lib/imports/setup/import-record"

/** What happens to a lead, and the reason shown on its rows. */
export type UndoDecision = { kind: "removed" | "restored" | "kept"; reason: string }

/** Removes what an import said about these leads. Returns the reason for each lead's rows. */
export async function undoRows(
  { db: tx, changes, now }: LeadUnit,
  record: ImportRecord,
  decisions: ReadonlyMap<string, UndoDecision>,
): Promise<Map<string, string>> {
  const of = (kind: UndoDecision["kind"]) => [...decisions].flatMap(([leadId, decision]) => (decision.kind === kind ? [leadId] : []))
  const removed = of("removed")
  const restored = of("restored")
  const reasons = new Map([...decisions].map(([leadId, { reason }]) => [leadId, reason]))
  for (const leadId of await restartedLeads(tx, record, restored))
    reasons.set(leadId, `${reasons.get(leadId) ?? ""}; the run through the pipeline that it started stays`)
  await dropTouches(tx, record, [...removed, ...restored])
  await dropIdentities(tx, restored)
  // A link to a CRM stays, so that the contact there can be handled.
  await removeLeads(tx, removed, { keep: "crm_links", at: now() })
  for (const leadId of restored) await reprojectLead(tx, leadId, now())
  changes.add(
    ...removed.map((leadId) => ({ leadId, cause: "removed" as const })),
    ...restored.map((leadId) => ({ leadId, cause: "edited" as const })),
  )
  await insertRows(
    tx,
    auditLog,
    [...removed, ...restored].map((leadId) => ({
      at: now(),
      actorKind: "system" as const,
      actorId: "import",
      action: "lead.import_reverted",
      leadId,
      subject: record.id,
      change: { file: record.fileName, outcome: decisions.get(leadId)?.kind },
    })),
  )
  return reasons
}

/** Leads whose run was restarted by this import: people have decided on their stages since, so these are left alone. */
async function restartedLeads(tx: Transaction, record: ImportRecord, leadIds: readonly string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ lead_id: string }>(sql`
    select distinct h.lead_id from stage_history h
    join touchpoints t on t.lead_id = h.lead_id and t.occurred_at = h.at and t.inbound_event_id = ${record.id}
    where h.lead_id in ${idsIn(leadIds)} and h.via = 'intake' and h.run > 1`)
  return rows.map(({ lead_id }) => lead_id)
}

/** Deletes the touchpoints of this import and everything that depends on them, including review items. */
async function dropTouches(tx: Transaction, record: ImportRecord, leadIds: readonly string[]): Promise<void> {
  const touches = sql`(select id from touchpoints where inbound_event_id = ${record.id} and lead_id in ${idsIn(leadIds)})`
  await tx.execute(sql`delete from duplicate_items where status in ('pending', 'later') and touchpoint_id in ${touches}`)
  for (const name of ["lead_field_values", "attributions", "consents"])
    await tx.execute(sql`delete from ${sql.identifier(name)} where lead_id in ${idsIn(leadIds)} and touchpoint_id in ${touches}`)
  await tx.execute(sql`delete from touchpoints where inbound_event_id = ${record.id} and lead_id in ${idsIn(leadIds)}`)
}

/**
 * An identity that no other touchpoint claims is deleted with the one that brought it, unless a colleague has typed it
 * in too. The others are recomputed from the remaining touchpoints.
 */
async function dropIdentities(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  await tx.execute(sql`
    with claimed as (
      select t.lead_id, c->>'kind' as kind, c->>'value' as value, min(t.occurred_at) as first_at, max(t.occurred_at) as last_at,
             (array_agg(t.id order by t.occurred_at, t.id))[1] as touch, (array_agg(t.channel order by t.occurred_at, t.id))[1] as channel
      from touchpoints t, jsonb_array_elements(t.claims) c where t.lead_id in ${idsIn(leadIds)} group by 1, 2, 3
    )
    update lead_identities i
    set first_seen_at = c.first_at, last_seen_at = c.last_at,
        touchpoint_id = case when exists (select 1 from touchpoints t where t.id = i.touchpoint_id) then i.touchpoint_id else c.touch end,
        channel = case when exists (select 1 from touchpoints t where t.id = i.touchpoint_id) then i.channel else c.channel end
    from claimed c
    where i.lead_id = c.lead_id and i.kind = c.kind and i.value = c.value and i.source <> 'person' and i.touchpoint_id is not null`)
  await tx.execute(sql`
    delete from lead_identities i where i.lead_id in ${idsIn(leadIds)} and i.source <> 'person' and i.touchpoint_id is not null
      and not exists (select 1 from touchpoints t where t.id = i.touchpoint_id)`)
  await tx.execute(sql`
    update lead_identities i set touchpoint_id = null where i.lead_id in ${idsIn(leadIds)} and i.touchpoint_id is not null
      and not exists (select 1 from touchpoints t where t.id = i.touchpoint_id)`)
}
