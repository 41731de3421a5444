import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import type { LeadUnit } from "@/lib/platform/change/change-leads"
import { forgetLeads } from "@/lib/matching/forget-leads"
import { emptyDeliveries } from "./empty-deliveries"
import { emptyAudit, ROW_ERASED } from "./erase-quotes"

/**
 * What belongs to a person outside the rows of their lead, by the ids of the lead. Rows that prove that something happened
 * stay and lose what it said; rows that are about nothing else go. Quotes in rows of others are erase-quotes.ts.
 */
export async function eraseTraces(unit: LeadUnit, { id, leadIds, pattern }: Traces): Promise<void> {
  const { db: tx } = unit
  const ids = idsIn(leadIds)
  await eraseDeliveries(tx, ids, pattern)
  await letGoOfOthers(tx, ids)
  await tx.execute(sql`
    delete from import_cell_edits e using import_rows r
    where e.import_id = r.import_id and e.row_no = r.row_no
      and (r.lead_id in ${ids} or r.touchpoint_id in (select id from touchpoints where lead_id in ${ids}))`)
  await tx.execute(sql`
    update import_rows set raw = '[]', reason = ${ROW_ERASED}
    where lead_id in ${ids} or touchpoint_id in (select id from touchpoints where lead_id in ${ids})`)
  await tx.execute(sql`delete from merges where survivor_id in ${ids} or merged_id in ${ids}`)
  await tx.execute(sql`delete from splits where from_id in ${ids} or to_id in ${ids}`)
  await tx.execute(sql`
    update merges set item_id = null where item_id in (select id from duplicate_items where lead_a in ${ids} or lead_b in ${ids})`)
  await tx.execute(sql`
    update splits set item_id = null where item_id in (select id from duplicate_items where lead_a in ${ids} or lead_b in ${ids})`)
  await tx.execute(sql`delete from duplicate_items where lead_a in ${ids} or lead_b in ${ids}`)
  await forgetLeads(tx, leadIds)
  await tx.execute(sql`delete from crm_outbox where lead_id in ${ids}`)
  await tx.execute(sql`delete from crm_intents where lead_id in ${ids}`)
  await tx.execute(sql`
    delete from crm_load_items where lead_id in ${ids}
      or external_id in (select external_id from crm_links where lead_id in ${ids} union select external_id from crm_exclusions where lead_id in ${ids})`)
  await tx.execute(sql`
    update crm_agreements set lists = '{"different": [], "missingHere": [], "missingThere": []}'
    where exists (select 1 from unnest(array(select id from leads where id in ${ids})) as person(id) where lists::text like '%' || person.id || '%')`)
  await eraseMail(tx, ids)
  await tx.execute(sql`
    delete from idempotency_keys where exists (select 1 from unnest(array(select value from ${ids} as person(value))) p where answer::text like '%' || p || '%')`)
  await emptyAudit(unit, id, sql`lead_id in ${ids}`)
}

/** The lead, every id that it ever had, and how the person is quoted. */
type Traces = { id: string; leadIds: readonly string[]; pattern: string | null }

type Ids = ReturnType<typeof sql>

/** The deliveries that brought the person, and those that wait for one of their keys. */
async function eraseDeliveries(tx: Transaction, ids: Ids, pattern: string | null): Promise<void> {
  await emptyDeliveries(
    tx,
    sql`id in (
      select inbound_event_id from touchpoints where lead_id in ${ids}
      union select id from inbound_events where lead_id in ${ids} or lead_ids && array(select value from ${ids} as person(value))
      union select e.id from inbound_events e where e.waiting_keys && array(
        select kind || ':' || value from lead_identities where lead_id in ${ids} and strength = 'personal'))`,
    pattern,
  )
}

/** After a split somebody else's row may still say which of this person's touches it came by. */
async function letGoOfOthers(tx: Transaction, ids: Ids): Promise<void> {
  const touches = sql`(select id from touchpoints where lead_id in ${ids})`
  for (const name of ["lead_field_values", "consents", "bookings"])
    await tx.execute(sql`
      update ${sql.identifier(name)} set touchpoint_id = null where lead_id not in ${ids} and touchpoint_id in ${touches}`)
  await tx.execute(sql`
    update touchpoints set conversation_id = null
    where lead_id not in ${ids} and conversation_id in (select id from conversations where lead_id in ${ids})`)
}

/** Mail to the person goes; mail to a colleague that names the lead by its address loses its text. */
async function eraseMail(tx: Transaction, ids: Ids): Promise<void> {
  await tx.execute(sql`
    delete from sent_emails where user_id is null
      and lower(recipient) in (select lower(unnest(array[value, raw])) from lead_identities where lead_id in ${ids} and kind = 'email')`)
  await tx.execute(sql`
    update sent_emails m set body = 'Erased for a person''s privacy.', html = null
    from leads l where l.id in ${ids} and (m.body like '%/leads/' || l.id || '%' or m.html like '%/leads/' || l.id || '%')`)
}
