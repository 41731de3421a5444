/** What is held about a person, in kinds that a colleague knows, each with the tables that hold it. */
const HELD_KINDS = {
  details: ["leads", "lead_identities", "lead_field_values", "match_profiles"],
  messages: ["touchpoints", "conversations"],
  deliveries: ["inbound_events", "import_rows"],
  origin: ["attributions"],
  consents: ["consents"],
  bookings: ["bookings"],
  pipeline: ["stage_history", "owner_history", "routing_receipts", "lead_scores"],
  followUps: ["tasks", "notifications", "nurture_sends"],
  duplicates: ["duplicate_items", "merges", "splits"],
  crm: ["crm_links", "crm_activities", "crm_conflicts", "crm_load_items", "crm_outbox"],
  audit: ["audit_log"],
} as const
export type HeldKind = keyof typeof HELD_KINDS

const KIND_OF = new Map<string, HeldKind>(
  Object.entries(HELD_KINDS).flatMap(([kind, tables]) => tables.map((table) => [table, kind as HeldKind] as const)),
)

/** Throws for a table of the list of personal data that has no kind yet. */
export function heldKindOf(table: string): HeldKind {
  const kind = KIND_OF.get(table)
  if (!kind) throw new Error(`The table ${table} holds personal data of no known kind.`)
  return kind
}
