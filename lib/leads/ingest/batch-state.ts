import type {
  attributions,
  auditLog,
  bookings,
  consents,
  conversations,
  leadFieldValues,
  leadIdentities,
  leads,
  stageHistory,
  touchpoints,
} from "@/db/schema"
import { DEFAULT_MATCH_SETTINGS } from "@/lib/core/matching/settings"
import { CandidateIndex } from "@/lib/matching/candidate-index"
import type { DuplicateRow } from "@/lib/matching/duplicate-item"
import type { FieldObservation } from "@/lib/core/survivorship"
import { keyOf, type ReadEvent } from "./read-event"

/**
 * Batch state: everything a batch of events may touch, in memory while the rules run, written once at the end.
 *
 * It is loaded under locks (load-batch-state.ts), so between loading and writing no other process can create or claim
 * an identity, conversation or booking in it. Rows carry `isNew` so that the writer can tell inserts from updates.
 */
export type LeadRow = typeof leads.$inferSelect
export type IdentityRow = typeof leadIdentities.$inferSelect
export type ConversationRow = typeof conversations.$inferSelect
export type BookingRow = typeof bookings.$inferSelect
export type TouchpointRow = typeof touchpoints.$inferInsert

export type BatchState = {
  leads: Map<string, LeadRow>
  changedLeads: Set<string>
  newLeads: Set<string>
  /** Personal identities by `kind:value`: the ones that decide. */
  personal: Map<string, IdentityRow>
  identitiesOf: Map<string, Map<string, IdentityRow>>
  /** Leads that hold a value, by `kind:value`, without those for whom it is `weak`. */
  holders: Map<string, Set<string>>
  changedIdentities: Set<IdentityRow>
  conversations: Map<string, ConversationRow>
  changedConversations: Set<ConversationRow>
  bookings: Map<string, BookingRow>
  changedBookings: Set<BookingRow>
  namesOf: Map<string, FieldObservation[]>
  /** `channel:eventKey` of existing touchpoints, with their ids. */
  knownEvents: Map<string, { id: string; leadId: string; details: Record<string, unknown> }>
  touchpoints: TouchpointRow[]
  touchpointDetails: Map<string, Record<string, unknown>>
  fieldValues: (typeof leadFieldValues.$inferInsert)[]
  attributions: (typeof attributions.$inferInsert)[]
  consents: (typeof consents.$inferInsert)[]
  stageMoves: (typeof stageHistory.$inferInsert)[]
  /** Leads that came back by an event that may not give them another owner. */
  keepOwner: Set<string>
  duplicates: DuplicateRow[]
  absorbed: { from: string; into: string }[]
  audit: (typeof auditLog.$inferInsert)[]
  /** Keys that were unknown before this batch: parked events may be waiting for them. */
  newKeys: Set<string>
  /** Candidates for matching. */
  index: CandidateIndex
  /** Identities whose value turned out to be shared, by id. */
  nowShared: Set<string>
  /** Connections of the batches that ran when this one looked for candidates. */
  beside: number[]
  /** Events about people who were erased and are kept out. */
  suppressed: ReadonlySet<ReadEvent>
  now: Date
}

export const emptyBatchState = (now: Date): BatchState => ({
  leads: new Map(),
  changedLeads: new Set(),
  newLeads: new Set(),
  personal: new Map(),
  identitiesOf: new Map(),
  holders: new Map(),
  changedIdentities: new Set(),
  conversations: new Map(),
  changedConversations: new Set(),
  bookings: new Map(),
  changedBookings: new Set(),
  namesOf: new Map(),
  knownEvents: new Map(),
  touchpoints: [],
  touchpointDetails: new Map(),
  fieldValues: [],
  attributions: [],
  consents: [],
  stageMoves: [],
  keepOwner: new Set(),
  duplicates: [],
  absorbed: [],
  audit: [],
  newKeys: new Set(),
  index: new CandidateIndex(DEFAULT_MATCH_SETTINGS),
  nowShared: new Set(),
  beside: [],
  suppressed: new Set(),
  now,
})

export const conversationKey = (ref: { provider: string; externalId: string }): string => `conversation:${ref.provider}:${ref.externalId}`

export const bookingKey = (externalId: string): string => `booking:${externalId}`

export const eventName = (event: { channel: string; eventKey: string }): string => `${event.channel}:${event.eventKey}`

export function addIdentity(batch: BatchState, row: IdentityRow): void {
  if (row.strength === "personal") batch.personal.set(keyOf(row), row)
  const own = batch.identitiesOf.get(row.leadId) ?? new Map<string, IdentityRow>()
  own.set(keyOf(row), row)
  if (row.strength !== "weak") batch.holders.set(keyOf(row), (batch.holders.get(keyOf(row)) ?? new Set<string>()).add(row.leadId))
  batch.identitiesOf.set(row.leadId, own)
}

/** The current lead of an id, following merges; undefined when it is not in the batch state. */
export function leadOf(batch: BatchState, id: string): LeadRow | undefined {
  let lead = batch.leads.get(id)
  while (lead?.mergedInto) lead = batch.leads.get(lead.mergedInto)
  return lead
}

/** A conversation with nothing but a session id: it joins the lead of its first contact detail. */
export const isBare = (batch: BatchState, lead: LeadRow): boolean =>
  lead.kind === "unidentified" && !contactsOf(batch, lead.id).some(({ strength }) => strength !== "weak")

export const contactsOf = (batch: BatchState, leadId: string): IdentityRow[] =>
  [...(batch.identitiesOf.get(leadId)?.values() ?? [])].filter(({ kind }) => kind === "phone" || kind === "email")
