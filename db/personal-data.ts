/**
 * What each column of the database may say of a customer. Erasure, subject access and the retention rules work from this
 * list, and a test compares it with the catalogue of the database: a new column that can hold personal data (text, JSON,
 * bytes, arrays, addresses) and is not listed fails it.
 *
 * - `personal` columns may say something of a customer. Rows that belong to the person go with the lead or are emptied;
 *   a row of another person that quotes one of the erased contact details is treated as `quoted` says.
 * - `staff` columns are about colleagues. They follow the account, not a lead.
 * - `none` columns hold codes, ids of ours, settings, counts and texts that only admins write.
 *
 * Ids of leads are no personal data once everything that they lead to is gone.
 */
export type TableData = {
  personal?: readonly string[]
  staff?: readonly string[]
  none?: readonly string[]
  /** Columns that hold the id of the lead that the row belongs to, or an array of such ids. */
  of?: readonly string[]
  /**
   * A row of another person that quotes the erased one: `mask` replaces the quoted value in its place, `delete` removes
   * the row, `empty` removes the content of the personal columns, `file` rewrites the uploaded file, `keep` is for what the
   * search itself needs.
   */
  quoted?: "mask" | "delete" | "empty" | "file" | "keep"
  /**
   * These columns quote people by name: `names` in full, as the subject of a mail; `words`, as a saved search, where one
   * word is meant for the person.
   */
  by?: "names" | "words"
  /** Columns of a unique index: a masked value stays unique. */
  unique?: readonly string[]
}

const list = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "")

type Words = { [K in "personal" | "staff" | "none" | "of" | "unique"]?: string } & Pick<TableData, "quoted" | "by">

const table = ({ personal = "", staff = "", none = "", of = "", unique = "", ...rest }: Words): TableData => ({
  quoted: "mask",
  ...rest,
  personal: list(personal),
  staff: list(staff),
  none: list(none),
  of: list(of),
  unique: list(unique),
})

const CRM_CODES = "provider object_type"

/** By table; those of the job queue with their schema. */
export const PERSONAL_DATA: Readonly<Record<string, TableData>> = {
  absences: table({ staff: "note" }),
  agents: table({ staff: "hours" }),
  api_keys: table({ none: "name prefix digest scopes" }),
  attributions: table({
    of: "lead_id",
    personal: "utm_source utm_medium utm_campaign utm_term utm_content gclid fbclid ctwa_clid ad_id landing_page page_url referrer other",
  }),
  // Entries are append-only: `change` may be emptied, the rest proves that something was done and holds ids and codes only.
  audit_log: table({
    of: "lead_id",
    personal: "change",
    none: "actor_kind action subject change_hash change_salt row_hash",
    staff: "actor_id",
    quoted: "empty",
    by: "names",
  }),
  audit_seals: table({ none: "row_ids hash" }),
  bookings: table({ of: "lead_id", personal: "external_id vehicle", none: "status currency", unique: "external_id" }),
  channel_spend: table({ none: "channel source campaign" }),
  consents: table({ of: "lead_id", personal: "text_version purpose", none: "channel origin trust" }),
  conversations: table({ of: "lead_id", personal: "external_id url", none: "provider", unique: "external_id" }),
  channel_refusals: table({ none: "channel reason" }),
  crm_activities: table({ of: "lead_id", personal: "external_id", none: `${CRM_CODES} activity_key` }),
  crm_agreements: table({ personal: "lists", none: "provider", by: "names" }),
  crm_aliases: table({ none: "provider object_type external_id into_id" }),
  crm_buckets: table({ none: "provider name" }),
  crm_budget: table({ none: "provider day day_zone blocked_why slots" }),
  crm_calls: table({ none: "provider operation purpose correlation_id lead_ids", personal: "problem", by: "names" }),
  crm_conflicts: table({ of: "lead_id", personal: "base ours theirs", none: `${CRM_CODES} property winner rule settled_for` }),
  // Of our own people's applications; what is secret of them is sealed.
  crm_connections: table({ none: "name kind label source account secrets token account_id found_id found_with" }),
  crm_cursors: table({ none: "provider name value" }),
  // The id of the record that the CRM may still report on: it keeps the record out, and says nothing by itself.
  crm_exclusions: table({ none: "provider reason external_id" }),
  crm_intents: table({ of: "lead_id", none: "provider object_type key" }),
  crm_inbox: table({ personal: "error", none: `${CRM_CODES} external_id state change` }),
  crm_links: table({ of: "lead_id", personal: "external_id url snapshot withheld", none: `${CRM_CODES} origin`, unique: "external_id" }),
  crm_load_items: table({
    of: "lead_id",
    personal: "external_id name reason changes",
    none: "outcome state object_type deal",
    quoted: "delete",
    by: "names",
  }),
  crm_loads: table({ personal: "note", none: "provider kind state checkpoint left_out" }),
  crm_minutes: table({ none: "provider" }),
  crm_outbox: table({ of: "lead_id", personal: "error", none: "provider kind state error_class" }),
  crm_schemas: table({ none: "provider schema drift" }),
  crm_sign_ins: table({ none: "state kind name sealed outcome detail" }),
  duplicate_items: table({
    of: "lead_a lead_b",
    personal: "evidence identity_value",
    none: "kind status pair_key reason model_version identity_kind decision strengths_before",
  }),
  // The terms of a search for quotes, until it has finished.
  erasures: table({ personal: "terms", quoted: "keep" }),
  goals: table({ none: "metric" }),
  hook_endpoints: table({ none: "url events secret disabled_because", staff: "created_by" }),
  hook_deliveries: table({ of: "lead_id", none: "type facts state error" }),
  idempotency_keys: table({ personal: "key answer", none: "fingerprint", staff: "owner", quoted: "delete", by: "names" }),
  import_cell_edits: table({ personal: "value", quoted: "empty" }),
  import_files: table({ personal: "body", quoted: "file" }),
  import_rows: table({ of: "lead_id", personal: "raw reason", none: "state outcome problems", quoted: "empty" }),
  imports: table({
    personal: "file_name source columns error",
    none: "digest reading mapping channel state check_counts counts revert_counts",
    by: "words",
  }),
  inbound_events: table({
    of: "lead_id lead_ids",
    personal: "idempotency_key reason notes raw headers waiting_keys",
    none: "channel state trust",
    quoted: "empty",
    unique: "idempotency_key",
  }),
  lead_checklist: table({ none: "item_id" }),
  lead_field_values: table({ of: "lead_id", personal: "value", none: "field trust channel" }),
  lead_identities: table({ of: "lead_id", personal: "value raw traits names", none: "kind strength source channel", unique: "value" }),
  lead_reads: table({ of: "lead_id", none: "actor_kind way", staff: "actor_id" }),
  lead_scores: table({ of: "lead_id", personal: "parts", none: "band cause" }),
  leads: table({
    of: "id",
    personal: "name search_text phones emails company country emirate language vehicle vehicle_class provenance lost_note",
    none: "kind state channels first_channel stage_id lost_reason band field_versions",
  }),
  lost_reasons: table({ none: "id label" }),
  match_count_deltas: table({ none: "key" }),
  match_counts: table({ none: "key" }),
  match_keys: table({ none: "kind" }),
  match_profiles: table({ of: "lead_id", personal: "phones emails names" }),
  match_scans: table({ none: "state model_version" }),
  merges: table({ of: "survivor_id merged_id", personal: "snapshot" }),
  notifications: table({ of: "lead_id", personal: "title", none: "kind dedupe_key", by: "names" }),
  nurture_enrolments: table({ none: "state exit_reason" }),
  nurture_sends: table({ of: "lead_id", personal: "reason", none: "channel language state" }),
  nurture_sequences: table({ none: "name entry steps" }),
  nurture_versions: table({ none: "entry steps" }),
  owner_history: table({ of: "lead_id", personal: "reason" }),
  queue_snoozes: table({}),
  rate_limits: table({ personal: "key", quoted: "delete" }),
  reminder_choices: table({ staff: "calendar_digest" }),
  report_adjustments: table({ none: "cause channel source campaign" }),
  report_checks: table({ none: "differences" }),
  report_dirty: table({ none: "cause" }),
  report_entries: table({ none: "channel source campaign band" }),
  report_months: table({}),
  report_paths: table({ none: "channels sources channel source campaign band" }),
  report_rollup: table({ none: "grain channel source campaign band" }),
  report_spreads: table({ none: "grain stage channel source campaign band" }),
  report_stays: table({ none: "stage channel source campaign band" }),
  routing_receipts: table({ of: "lead_id", personal: "reason steps", none: "outcome cause rule" }),
  routing_turns: table({}),
  routing_versions: table({ none: "note config" }),
  saved_view_defaults: table({ none: "page" }),
  saved_views: table({ personal: "name query", none: "page", by: "words" }),
  score_rule_versions: table({ none: "rules note" }),
  sent_emails: table({
    personal: "recipient subject body html error",
    none: "dedupe_key kind status",
    by: "names",
  }),
  settings: table({ none: "key value" }),
  sla_breaches: table({ none: "kind" }),
  splits: table({ of: "from_id to_id", personal: "snapshot" }),
  stage_history: table({
    of: "lead_id",
    personal: "reason note booking_reference exceptions",
    none: "from_stage_id to_stage_id via",
  }),
  stage_revisions: table({ none: "stage_id before after" }),
  stages: table({ none: "id name outcome definition requirements checklist cadence moves" }),
  suppressed_identities: table({ none: "hash" }),
  tasks: table({ of: "lead_id", personal: "title note", none: "kind stage_id plan_key status outcome cancelled_reason" }),
  touchpoints: table({
    of: "lead_id",
    personal: "event_key text author_name details attachments claims claimed_name",
    none: "channel kind direction author_role",
    unique: "event_key",
  }),
  user_sessions: table({ staff: "browser address" }),
  users: table({ staff: "email name password_hash languages", none: "role" }),
  // The library's own tables: a payload, a key or an error of a job may quote a person.
  "graphile_worker._private_jobs": table({ personal: "payload key last_error", none: "locked_by flags" }),
  "graphile_worker._private_job_queues": table({ none: "queue_name locked_by" }),
  "graphile_worker._private_known_crontabs": table({ none: "identifier" }),
  "graphile_worker._private_tasks": table({ none: "identifier" }),
  "graphile_worker.migrations": table({}),
  "drizzle.__drizzle_migrations": table({ none: "hash" }),
}
