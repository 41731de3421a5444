import { decide, type Decision } from "@/lib/core/matching/decide"
import type { Profile } from "@/lib/core/matching/profile"
import { hasContact } from "@/lib/matching/load-candidate-index"
import { conversationKey, bookingKey, isBare, leadOf, type BatchState, type LeadRow } from "./batch-state"
import { isDecisive, keyOf, type ReadEvent } from "./read-event"

/**
 * Finds the lead of an event, in this order:
 * 1. The matcher: a personal phone, then a personal email, then a shared value with an agreeing name.
 * 2. The ids of a channel, the conversation, the booking.
 * 3. When two of them name two leads, the event goes to the first, and the pair goes to review as "linked by this
 *    event". No identity moves silently. Only a bare conversation (an anonymous chat that now shows a contact detail)
 *    joins at once: it had no person of its own.
 */
type Target = {
  /** Null when no key of the event is known. */
  lead: LeadRow | null
  /** The matcher's decision, with its review items; null for an event without a contact detail. */
  decision: Decision | null
  /** Leads that the event also names by an id. */
  bridged: Named[]
  /** Bare conversations that turn out to be this lead's. */
  absorbed: LeadRow[]
}

type Named = { lead: LeadRow; by: { kind: string; value: string } }

export function findTarget(batch: BatchState, read: ReadEvent): Target {
  if (read.leadId !== null) return { lead: leadOf(batch, read.leadId) ?? null, decision: null, bridged: [], absorbed: [] }
  const byIds = leadsNamedByIds(batch, read)
  const decision = hasContact(read.profile) ? decideFor(batch, read.profile, byIds[0]?.lead.id) : null
  const matched = decision?.leadId ? leadOf(batch, decision.leadId) : undefined
  const lead = matched ?? byIds.find((one) => !isBare(batch, one.lead))?.lead ?? byIds[0]?.lead ?? reached(batch, read)
  const others = byIds.filter((one) => one.lead.id !== lead?.id)
  return {
    lead: lead ?? null,
    decision,
    bridged: others.filter((one) => !isBare(batch, one.lead)),
    absorbed: others.filter((one) => isBare(batch, one.lead)).map((one) => one.lead),
  }
}

/**
 * The matcher's decision on an event. When the matcher finds no lead and a conversation does, the event is compared as
 * that conversation's lead, so that review items are about the lead it will join.
 */
function decideFor(batch: BatchState, event: Profile, leadByIds: string | undefined): Decision {
  const { index } = batch
  const candidates = index.candidatesFor(event).filter(({ id }) => batch.leads.get(id)?.state !== "merged")
  const stats = index.statsFor(event)
  const decision = decide(event, candidates, stats, index.settings)
  if (decision.leadId !== null || leadByIds === undefined) return decision
  const others = candidates.filter(({ id }) => id !== leadByIds)
  return decide({ ...event, id: leadByIds }, others, stats, index.settings)
}

/** Our own call to a fixed line or a shared mailbox belongs to the last person heard there, also without a name. */
function reached(batch: BatchState, { event, identities }: ReadEvent): LeadRow | undefined {
  if (event.whenUnknown !== "keep") return undefined
  const keys = identities.filter(({ readable }) => readable).map(keyOf)
  const leads = keys.flatMap((key) => [...(batch.holders.get(key) ?? [])]).flatMap((id) => leadOf(batch, id) ?? [])
  return leads.sort((a, b) => +b.lastActivityAt - +a.lastActivityAt || (a.id < b.id ? -1 : 1))[0]
}

/** The leads of a channel's ids, the conversation and the booking, each once. */
function leadsNamedByIds(batch: BatchState, { event, identities }: ReadEvent): Named[] {
  const owners: { by: { kind: string; value: string }; leadId: string | undefined }[] = identities
    .filter((identity) => isDecisive(identity) && identity.kind !== "phone" && identity.kind !== "email")
    .map((identity) => ({ by: identity, leadId: batch.personal.get(keyOf(identity))?.leadId }))
  if (event.conversation) {
    const { provider, externalId } = event.conversation
    const known = batch.conversations.get(conversationKey(event.conversation))
    owners.push({ by: { kind: provider, value: externalId }, leadId: known?.leadId })
  }
  if (event.booking) {
    const { externalId } = event.booking
    owners.push({ by: { kind: "booking", value: bookingKey(externalId) }, leadId: batch.bookings.get(externalId)?.leadId })
  }
  const named = new Map<string, Named>()
  for (const { by, leadId } of owners) {
    const lead = leadId === undefined ? undefined : leadOf(batch, leadId)
    if (lead && !named.has(lead.id)) named.set(lead.id, { lead, by: { kind: by.kind, value: by.value } })
  }
  return [...named.values()]
}

/** Ids of the leads in the batch state that hold any value of the event, its conversation or its booking. */
export function leadsNamed(batch: BatchState, read: ReadEvent): string[] {
  const byIds = leadsNamedByIds(batch, read).map(({ lead }) => lead.id)
  const contacts = read.identities.filter(({ readable, kind }) => readable && (kind === "phone" || kind === "email")).map(keyOf)
  const holders = contacts.flatMap((key) => [...(batch.holders.get(key) ?? [])]).flatMap((id) => leadOf(batch, id)?.id ?? [])
  return [...new Set([...holders, ...byIds])]
}
