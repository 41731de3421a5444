import { sql, type SQL } from "drizzle-orm"
import type { RetentionKind } from "@/lib/core/privacy/retention"

/** What one rule does to one table: rows older than the limit go, or lose what `set` says. */
export type Sweep = { table: SQL; where: (before: SQL) => SQL; set?: SQL }

const HAS_BODY = sql`octet_length(raw) > 0`
const NO_BODY = sql`raw = '', headers = '{}', waiting_keys = null`
/** What a worker holds, or is about to take up, is left alone. */
const IS_IDLE = sql`state not in ('checking', 'running', 'reverting')`

/** By kind, every table that it is about. Kinds that are not here are leads: see apply-retention.ts. */
export const SWEEPS: Readonly<Partial<Record<RetentionKind, readonly Sweep[]>>> = {
  event_bodies: [
    {
      table: sql`inbound_events`,
      where: (before) => sql`received_at < ${before} and state in ('done', 'ignored') and ${HAS_BODY}`,
      set: sql`${NO_BODY}, notes = '{}', reason = null`,
    },
  ],
  dead_letters: [
    {
      table: sql`inbound_events`,
      where: (before) => sql`received_at < ${before} and state in ('dead', 'quarantined')`,
      set: sql`${NO_BODY}, notes = '{}', state = 'ignored', reason = case state
        when 'quarantined' then 'It was held as possible spam and not released, and its body was not kept any longer.'
        else 'It could not be read, and its body was not kept any longer.' end`,
    },
  ],
  import_files: [
    { table: sql`import_files`, where: (before) => sql`import_id in (select id from imports where created_at < ${before} and ${IS_IDLE})` },
    {
      table: sql`import_cell_edits`,
      where: (before) => sql`import_id in (select id from imports where created_at < ${before} and ${IS_IDLE})`,
    },
    {
      table: sql`imports`,
      where: (before) => sql`created_at < ${before} and state in ('draft', 'checked', 'paused')`,
      set: sql`state = 'failed', error = 'The file was not kept any longer. Upload it again to import it.'`,
    },
  ],
  import_rows: [
    {
      table: sql`import_rows`,
      where: (before) => sql`raw <> '[]' and import_id in (select id from imports where created_at < ${before} and ${IS_IDLE})`,
      set: sql`raw = '[]', reason = null`,
    },
  ],
  lead_reads: [{ table: sql`lead_reads`, where: (before) => sql`day <= (${before} at time zone 'UTC')::date and last_at < ${before}` }],
  notifications: [{ table: sql`notifications`, where: (before) => sql`at < ${before}` }],
  emails: [{ table: sql`sent_emails`, where: (before) => sql`created_at < ${before} and status <> 'queued'` }],
  crm_calls: [{ table: sql`crm_calls`, where: (before) => sql`at < ${before}` }],
  crm_history: [
    { table: sql`crm_agreements`, where: (before) => sql`at < ${before}` },
    { table: sql`crm_conflicts`, where: (before) => sql`at < ${before} and settled_at is not null` },
    { table: sql`crm_inbox`, where: (before) => sql`updated_at < ${before} and state in ('done', 'dead')` },
    { table: sql`crm_load_items`, where: (before) => sql`load_id in (select id from crm_loads where finished_at < ${before})` },
  ],
  jobs: [
    {
      table: sql`graphile_worker._private_jobs`,
      where: (before) => sql`updated_at < ${before} and attempts >= max_attempts and locked_at is null`,
    },
  ],
}

/**
 * Leads that a rule removes. Unqualified: open, never beyond the first two stages, without a booking ever. A lead whose
 * processing is restricted is kept, because that is what its person asked for.
 */
export const OLD_LEADS: Readonly<Partial<Record<RetentionKind, (before: SQL) => SQL>>> = {
  unqualified_leads: (
    before,
  ) => sql`state = 'active' and restricted_at is null and kind in ('lead', 'unidentified') and last_activity_at < ${before}
    and stage_id in ('new_lead', 'contacted') and run = 1 and not exists (select 1 from bookings b where b.lead_id = leads.id)`,
  lost_leads: (
    before,
  ) => sql`state = 'active' and restricted_at is null and kind = 'lead' and last_activity_at < ${before} and stage_id = 'lost'
    and not exists (select 1 from bookings b where b.lead_id = leads.id and b.status <> 'cancelled')`,
}
