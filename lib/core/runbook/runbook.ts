import type { BlockReason, TroubleClass, WithheldCause } from "@/lib/core/sync/refusals"

/**
 * Sections of docs/runbook.md, by their heading as an address. Every alert and error class that the product names leads to
 * one of them; a test compares this list with the document.
 */
export const RUNBOOK_SECTIONS = [
  "deliveries-wait",
  "dead-deliveries",
  "webhooks-are-refused",
  "webhooks-are-limited",
  "not-ready",
  "a-page-or-request-failed",
  "mail-failed",
  "hubspot-limits-calls",
  "hubspot-refuses-the-token",
  "hubspot-lacks-a-scope",
  "hubspot-is-away",
  "hubspot-answer-lost",
  "hubspot-refuses-a-record",
  "sync-failed-unexpectedly",
  "numbers-differ",
  "audit-log-is-broken",
  "an-erasure-is-unfinished",
] as const
export type RunbookSection = (typeof RUNBOOK_SECTIONS)[number]

export const runbookPath = (section: RunbookSection): string => `/runbook#${section}`

export const headingSlug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")

/** The section of a CRM failure, of the pause that follows from one, and of a value that the CRM does not take. */
export const SYNC_SECTIONS: Readonly<Record<TroubleClass | BlockReason | WithheldCause, RunbookSection>> = {
  rate_limited: "hubspot-limits-calls",
  burst: "hubspot-limits-calls",
  quota: "hubspot-limits-calls",
  auth: "hubspot-refuses-the-token",
  scope: "hubspot-lacks-a-scope",
  blocked: "hubspot-is-away",
  transient: "hubspot-is-away",
  migrating: "hubspot-is-away",
  outage: "hubspot-is-away",
  lost: "hubspot-answer-lost",
  busy: "hubspot-is-away",
  cursor_expired: "hubspot-is-away",
  hidden: "hubspot-refuses-a-record",
  refused: "hubspot-refuses-a-record",
  invalid: "hubspot-refuses-a-record",
  property: "hubspot-refuses-a-record",
  option: "hubspot-refuses-a-record",
  taken: "hubspot-refuses-a-record",
  value: "hubspot-refuses-a-record",
  gone: "hubspot-refuses-a-record",
  unforeseen: "sync-failed-unexpectedly",
}
