import type { PgTable } from "drizzle-orm/pg-core"
import {
  attributions,
  bookings,
  consents,
  conversations,
  crmActivities,
  crmConflicts,
  crmExclusions,
  crmLinks,
  leadChecklist,
  leadFieldValues,
  leadIdentities,
  leadScores,
  notifications,
  nurtureEnrolments,
  nurtureSends,
  ownerHistory,
  queueSnoozes,
  routingReceipts,
  slaBreaches,
  stageHistory,
  tasks,
  touchpoints,
} from "@/db/schema"

/**
 * Every table whose rows belong to a lead and move with it. A table with a `lead_id` that is in neither list fails a
 * test, so a new one cannot be forgotten in a merge. Referenced tables come first: rows are deleted from the end.
 */
export const LEAD_CHILDREN = {
  conversations,
  touchpoints,
  lead_identities: leadIdentities,
  lead_field_values: leadFieldValues,
  attributions,
  consents,
  bookings,
  stage_history: stageHistory,
  owner_history: ownerHistory,
  lead_scores: leadScores,
  crm_links: crmLinks,
  crm_activities: crmActivities,
  crm_conflicts: crmConflicts,
  crm_exclusions: crmExclusions,
  lead_checklist: leadChecklist,
  tasks,
  notifications,
  queue_snoozes: queueSnoozes,
  routing_receipts: routingReceipts,
  sla_breaches: slaBreaches,
  nurture_enrolments: nurtureEnrolments,
  nurture_sends: nurtureSends,
} as const satisfies Record<string, PgTable>

/** Computed from a lead's other rows: never moved, recomputed where they change. */
export const LEAD_PROJECTIONS: readonly string[] = ["match_keys", "match_profiles"]

/** Tables that mention a lead as a record of the past: they are never changed. */
export const LEAD_WITNESSES: readonly string[] = [
  "audit_log",
  "crm_intents",
  "crm_load_items",
  "crm_outbox",
  "erasures",
  "hook_deliveries",
  "import_rows",
  "inbound_events",
  "lead_reads",
  // Derived from the leads, and recounted for both sides of a merge.
  "report_adjustments",
  "report_dirty",
  "report_entries",
  "report_paths",
  "report_stays",
]
