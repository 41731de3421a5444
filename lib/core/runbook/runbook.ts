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
  "a-call-of-the-api-is-refused",
  "a-worker-died",
  "mail-failed",
  "the-crm-limits-calls",
  "the-crm-refuses-the-token",
  "a-permission-is-missing-in-the-crm",
  "the-crm-is-away",
  "an-answer-of-the-crm-was-lost",
  "the-crm-refuses-a-record",
  "sync-failed-unexpectedly",
  "an-import-or-a-load-failed",
  "an-outgoing-webhook-fails",
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
  rate_limited: "the-crm-limits-calls",
  burst: "the-crm-limits-calls",
  quota: "the-crm-limits-calls",
  auth: "the-crm-refuses-the-token",
  scope: "a-permission-is-missing-in-the-crm",
  blocked: "the-crm-is-away",
  transient: "the-crm-is-away",
  migrating: "the-crm-is-away",
  outage: "the-crm-is-away",
  lost: "an-answer-of-the-crm-was-lost",
  busy: "the-crm-is-away",
  cursor_expired: "the-crm-is-away",
  hidden: "the-crm-refuses-a-record",
  refused: "the-crm-refuses-a-record",
  invalid: "the-crm-refuses-a-record",
  property: "the-crm-refuses-a-record",
  option: "the-crm-refuses-a-record",
  taken: "the-crm-refuses-a-record",
  value: "the-crm-refuses-a-record",
  gone: "the-crm-refuses-a-record",
  unforeseen: "sync-failed-unexpectedly",
}
