import type { EvidenceFeature, EvidenceLevel } from "@/lib/core/matching/evidence"
import type { DuplicateReason } from "@/lib/core/matching/flag-reasons"
import type { REVIEW_DECISIONS } from "@/lib/core/review/review-states"
import type { LEAD_CHILDREN } from "@/lib/leads/children"

/** Why a pair or a lead is in the review queue. The time window is a setting, so no text names its length. */
const REASONS = {
  linked_by_event: "One event named both",
  name_contradicts: "Same contact, another name",
  number_recycled: "A number that was silent for months, another name",
  similar_phone: "Similar name, phone a digit apart",
  similar_email: "Similar name, email a letter apart",
  same_digits: "Same digits, country code unclear",
  country_guessed: "Same number if it is of this country",
  typo_domain: "Same email but for a mistyped domain",
  email_spacing: "Same email but for a space in it",
  time_window: "A phone and an email close in time, similar name",
  same_fixed_line: "Same fixed line, similar name",
  same_role_mailbox: "Same company mailbox, similar name",
  split_apart: "Split by a reviewer",
} satisfies Record<DuplicateReason, string>

/** A row of an early version may hold a reason that is no longer given. */
export const reasonText = (reason: DuplicateReason): string => REASONS[reason] ?? sentence(reason)

const FEATURES: Partial<Record<string, string>> = {
  prior: "Before looking",
  time: "Time",
  phone: "Phone",
  email: "Email",
  name: "Name",
  id: "Id",
} satisfies Record<EvidenceFeature, string>

const LEVELS: Partial<Record<string, string>> = {
  exact: "the same",
  "exact-fixed": "the same fixed line",
  "exact-shared": "the same, used by several",
  "exact-service": "the same service line",
  "exact-guess": "the same if the country is right",
  "exact-role": "the same role mailbox",
  "same-digits": "same digits",
  "other-country": "same number, other country",
  "one-digit": "one digit apart",
  "two-digits": "two digits apart",
  "typo-domain": "mistyped domain",
  "other-spacing": "the same but for a space",
  punctuation: "dots aside the same",
  "punctuation-of-name": "dots aside the same",
  "one-letter": "one letter apart",
  "one-letter-of-name": "one letter apart",
  "other-digits": "other digits at the end",
  "other-provider": "same name at another provider",
  "other-provider-of-name": "same name at another provider",
  different: "different",
  missing: "on one side only",
  variant: "other spelling",
  translit: "other script",
  nickname: "nickname",
  typo: "mistyped",
  short: "short form",
  initial: "initial",
  extra: "a word more",
  "other-given": "another given name",
  nothing: "nothing in common",
  conflict: "another name",
  "in-email": "in the email address",
} satisfies Record<Exclude<EvidenceLevel, StartLevel>, string>

/** Levels of the starting odds and of the time apart, which are told as numbers. */
type StartLevel = "leads" | "window" | "near" | "far"

export const featureText = (feature: string): string => FEATURES[feature] ?? sentence(feature)

export function levelText({ feature, level, right }: { feature: string; level?: string | undefined; right: string | null }): string {
  if (feature === "prior")
    return `any two of ${Number(right ?? 0).toLocaleString("en")} leads${level === "window" ? " in the time window" : ""}`
  if (feature === "time") return `${apart(Number(right ?? 0))} apart`
  return level === undefined ? "" : (LEVELS[level] ?? sentence(level).toLowerCase())
}

const apart = (hours: number): string => (hours < 48 ? (hours === 1 ? "1 hour" : `${hours} hours`) : `${Math.round(hours / 24)} days`)

/** What belongs to a lead, for "12 touchpoints, 2 tasks": singular and plural. */
const CHILDREN: Partial<Record<string, [string, string]>> = {
  touchpoints: ["touchpoint", "touchpoints"],
  conversations: ["conversation", "conversations"],
  lead_identities: ["contact detail", "contact details"],
  lead_field_values: ["known value", "known values"],
  attributions: ["source", "sources"],
  consents: ["consent", "consents"],
  bookings: ["booking", "bookings"],
  stage_history: ["stage move", "stage moves"],
  owner_history: ["owner change", "owner changes"],
  lead_scores: ["score", "scores"],
  crm_links: ["deal or contact in a CRM", "deals and contacts in a CRM"],
  crm_activities: ["activity in a CRM", "activities in a CRM"],
  crm_conflicts: ["conflict with a CRM", "conflicts with a CRM"],
  crm_exclusions: ["exclusion from a CRM", "exclusions from a CRM"],
  lead_checklist: ["checklist item", "checklist items"],
  tasks: ["task", "tasks"],
  notifications: ["notification", "notifications"],
  queue_snoozes: ["snooze", "snoozes"],
  routing_receipts: ["assignment", "assignments"],
  sla_breaches: ["missed response target", "missed response targets"],
  nurture_enrolments: ["nurture enrolment", "nurture enrolments"],
  nurture_sends: ["nurture message", "nurture messages"],
} satisfies Record<keyof typeof LEAD_CHILDREN, [string, string]>

export function countText(table: string, n: number): string {
  const [one, many] = CHILDREN[table] ?? [sentence(table).toLowerCase(), sentence(table).toLowerCase()]
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`
}

export const CERTAINTY_TEXT = { sure: "≥ 99 %", likely: "90–99 %", possible: "50–90 %", unlikely: "< 50 %" } as const

export const DECISION_TEXT = {
  merge: "one person",
  distinct: "two people",
  shared: "shared line",
  split: "split",
  later: "later",
} satisfies Record<(typeof REVIEW_DECISIONS)[number], string>

function sentence(word: string): string {
  const words = word.replaceAll(/[_-]+/g, " ")
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
