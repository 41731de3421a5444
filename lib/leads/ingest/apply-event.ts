import { addToProjection } from "./add-to-projection"
import { applyBooking } from "./apply-booking"
import { claimIdentities } from "./claim-identities"
import { createLead } from "./create-lead"
import { findTarget } from "./find-target"
import { disputeClaims } from "./dispute-claims"
import { flagBridge, flagClaim, flagDoubt } from "./flag-doubt"
import { learnProfile } from "./learn-profile"
import { conversationKey, eventName, leadOf, type ConversationRow, type BatchState, type LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"
import { recordClaims } from "./record-claims"
import { absorbLead } from "./absorb-lead"
import { restartPipeline } from "./restart-pipeline"
import { newId } from "@/lib/platform/ids"
import type { ReadingNote } from "@/lib/core/reading-note"

/**
 * The result of one event. `parked` waits, unchanged, until one of its keys becomes known; `suppressed` is about an erased
 * person (suppression.ts).
 */
export type Ingested =
  | { outcome: "ingested"; leadId: string; notes: ReadingNote[] }
  | { outcome: "parked"; keys: string[] }
  | { outcome: "suppressed" }

/**
 * Applies one event to the batch state by the rules of identity. Running it twice changes nothing: a known event key is
 * recognised, and every projection is a minimum, a maximum or a union.
 */
export function applyEvent(batch: BatchState, read: ReadEvent): Ingested {
  const known = batch.knownEvents.get(eventName(read.event))
  if (known) return repeat(batch, read, known)

  const disputed = disputeClaims(batch, read)
  const target = findTarget(batch, read)
  if (!target.lead && read.event.whenUnknown === "keep") return { outcome: "parked", keys: waitingKeysOf(read) }

  const lead = target.lead ?? createLead(batch, read)
  for (const bare of target.absorbed) absorbLead(batch, { from: bare, into: lead, at: read.event.occurredAt })
  for (const { lead: other, by } of target.bridged) flagBridge(batch, read, { lead, other, by })
  for (const claim of disputed) flagClaim(batch, read, lead, claim)
  for (const flag of target.decision?.flags ?? []) flagDoubt(batch, read, lead, flag)

  claimIdentities(batch, read, lead)
  learnProfile(batch, read, lead)
  const conversation = joinConversation(batch, read, lead)
  recordTouchpoint(batch, read, lead, conversation)
  recordClaims(batch, read, lead)
  addToProjection(batch, read, lead)
  restartPipeline(batch, read, lead)
  applyBooking(batch, read, lead)
  batch.changedLeads.add(lead.id)
  return { outcome: "ingested", leadId: lead.id, notes: read.notes }
}

/** A later delivery of the same event may only add to it: a call's recording arrives minutes after the call. */
function repeat(batch: BatchState, read: ReadEvent, known: { id: string; leadId: string; details: Record<string, unknown> }): Ingested {
  const added = Object.entries(read.event.details).filter(([key, value]) => value !== null && (known.details[key] ?? null) === null)
  if (added.length > 0) {
    Object.assign(known.details, Object.fromEntries(added))
    batch.touchpointDetails.set(known.id, known.details)
  }
  return { outcome: "ingested", leadId: leadOf(batch, known.leadId)?.id ?? known.leadId, notes: read.notes }
}

function waitingKeysOf({ event, identities }: ReadEvent): string[] {
  const keys = identities.filter(({ readable }) => readable).map(({ kind, value }) => `${kind}:${value}`)
  if (event.conversation) keys.push(conversationKey(event.conversation))
  if (event.booking) keys.push(`booking:${event.booking.externalId}`)
  return keys
}

function joinConversation(batch: BatchState, { event }: ReadEvent, lead: LeadRow): ConversationRow | null {
  if (!event.conversation) return null
  const key = conversationKey(event.conversation)
  const at = event.occurredAt
  const isMessage = event.kind === "message"
  const known = batch.conversations.get(key)
  const row: ConversationRow = known ?? {
    id: newId(),
    leadId: lead.id,
    provider: event.conversation.provider,
    externalId: event.conversation.externalId,
    url: event.conversation.url,
    startedAt: at,
    lastMessageAt: at,
    lastInboundAt: null,
    messageCount: 0,
  }
  if (at < row.startedAt) row.startedAt = at
  if (at > row.lastMessageAt) row.lastMessageAt = at
  if (isMessage) row.messageCount += 1
  if (isMessage && event.direction === "inbound" && (!row.lastInboundAt || at > row.lastInboundAt)) row.lastInboundAt = at
  row.url ??= event.conversation.url
  batch.conversations.set(key, row)
  batch.changedConversations.add(row)
  if (!known) batch.newKeys.add(key)
  return row
}

function recordTouchpoint(batch: BatchState, read: ReadEvent, lead: LeadRow, conversation: ConversationRow | null): void {
  const { event, touchpointId } = read
  batch.touchpoints.push({
    id: touchpointId,
    leadId: lead.id,
    channel: event.channel,
    eventKey: event.eventKey,
    kind: event.kind,
    direction: event.direction,
    occurredAt: event.occurredAt,
    text: event.text,
    authorRole: event.author.role,
    authorName: event.author.name,
    conversationId: conversation?.id ?? null,
    inboundEventId: read.receiptId,
    details: detailsOf(read),
    attachments: event.attachments,
    claims: read.identities.map(({ kind, value, readable }) => ({ kind, value, readable })),
    claimedName: read.name?.display ?? null,
    createdAt: batch.now,
  })
  batch.knownEvents.set(eventName(event), { id: touchpointId, leadId: lead.id, details: event.details })
}

/** Unreadable values and decisions about ambiguous ones are on the timeline with the event. */
const detailsOf = ({ event, notes }: ReadEvent): Record<string, unknown> =>
  notes.length === 0 ? event.details : { ...event.details, notes: notes.map(({ text }) => text) }
