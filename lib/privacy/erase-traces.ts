import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { forgetLeads } from "@/lib/matching/forget-leads"

/**
 * What quotes a person outside the rows that belong to their lead. Rows that prove that something happened stay and lose
 * what it said; rows that are about nothing else go. A test holds the whole database against this list.
 */
export async function eraseTraces(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  const ids = sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))`
  await eraseDeliveries(tx, ids)
  await letGoOfOthers(tx, ids)
  await tx.execute(sql`
    delete from import_cell_edits e using import_rows r
    where e.import_id = r.import_id and e.row_no = r.row_no
      and (r.lead_id in ${ids} or r.touchpoint_id in (select id from touchpoints where lead_id in ${ids}))`)
  await tx.execute(sql`
    update import_rows set raw = '[]', reason = 'erased for the person''s privacy'
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
  await tx.execute(sql`
    delete from crm_load_items where lead_id in ${ids}
      or external_id in (select external_id from crm_links where lead_id in ${ids} union select external_id from crm_exclusions where lead_id in ${ids})`)
  await tx.execute(sql`
    update crm_agreements set lists = '{"different": [], "missingHere": [], "missingThere": []}'
    where exists (select 1 from unnest(array(select id from leads where id in ${ids})) as person(id) where lists::text like '%' || person.id || '%')`)
  await eraseMail(tx, ids)
  // The one way past the trigger that keeps the audit log as written: that something was done stays, what it said goes.
  await tx.execute(sql`select set_config('onelead.erasing', 'on', true)`)
  await tx.execute(sql`update audit_log set change = '{}' where lead_id in ${ids}`)
  await tx.execute(sql`select set_config('onelead.erasing', 'off', true)`)
}

type Ids = ReturnType<typeof sql>

/** Bodies go, and with them every way to ingest them again; what cannot be read is searched for the person's details. */
async function eraseDeliveries(tx: Transaction, ids: Ids): Promise<void> {
  await tx.execute(sql`
    with details as (
      select value, kind || ':' || value as key from lead_identities where lead_id in ${ids} and strength = 'personal'
      union select raw, kind || ':' || value from lead_identities where lead_id in ${ids} and strength = 'personal'
    ), told as (
      select inbound_event_id as id from touchpoints where lead_id in ${ids} and inbound_event_id is not null
      union select id from inbound_events where lead_id in ${ids} or lead_ids && array(select value from ${ids} as person(value))
      union select e.id from inbound_events e where e.waiting_keys && array(select key from details)
      union select e.id from inbound_events e where e.state in ('dead', 'ignored', 'quarantined')
        and exists (select 1 from details where position(convert_to(value, 'UTF8') in e.raw) > 0)
    )
    update inbound_events set raw = '', headers = '{}', waiting_keys = null,
      state = case when state = 'done' then state else 'ignored' end,
      reason = case when state = 'done' then null else 'The person was erased, and the body with them.' end
    where id in (select id from told)`)
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
