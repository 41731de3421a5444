import { conversationKey, bookingKey, isBare, leadOf, type Ledger, type LeadRow } from "./ledger"
import { isDecisive, keyOf, type ReadEvent } from "./read-event"

/**
 * Whose event is it? The exact part of identity:
 *
 * 1. A personal phone decides; 2. then a personal e-mail; then the ids of a channel, the conversation, the booking.
 * 3. When two of them name two leads, the event goes to the first, and the pair is put before a reviewer as "linked by
 *    this event". Nobody's identity moves silently. Only a bare conversation (an anonymous chat that now shows a
 *    contact detail) joins at once: it had no person of its own.
 */
export type Target = {
  /** Null when nobody is known by any key of the event. */
  lead: LeadRow | null
  /** Leads that the event also names. */
  bridged: { lead: LeadRow; by: { kind: string; value: string } }[]
  /** Bare conversations that turn out to be this lead's. */
  absorbed: LeadRow[]
}

export const findTarget = (ledger: Ledger, read: ReadEvent): Target => {
  if (read.leadId !== null) return { lead: leadOf(ledger, read.leadId) ?? null, bridged: [], absorbed: [] }
  const named = leadsNamed(ledger, read)
  const primary = named.find(({ lead }) => !isBare(ledger, lead)) ?? named[0]
  if (!primary) return { lead: null, bridged: [], absorbed: [] }
  const others = named.filter(({ lead }) => lead.id !== primary.lead.id)
  return {
    lead: primary.lead,
    bridged: others.filter(({ lead }) => !isBare(ledger, lead)),
    absorbed: others.filter(({ lead }) => isBare(ledger, lead)).map(({ lead }) => lead),
  }
}

const RANK: Record<string, number> = { phone: 0, email: 1 }

/** Each lead once, strongest evidence first. */
const leadsNamed = (ledger: Ledger, { event, identities }: ReadEvent): Target["bridged"] => {
  const decisive = identities.filter(isDecisive).sort((a, b) => (RANK[a.kind] ?? 2) - (RANK[b.kind] ?? 2))
  const owners: { by: { kind: string; value: string }; leadId: string | undefined }[] = decisive.map((identity) => ({
    by: identity,
    leadId: ledger.personal.get(keyOf(identity))?.leadId,
  }))
  if (event.conversation) {
    const { provider, externalId } = event.conversation
    const known = ledger.conversations.get(conversationKey(event.conversation))
    owners.push({ by: { kind: provider, value: externalId }, leadId: known?.leadId })
  }
  if (event.booking) {
    const { externalId } = event.booking
    owners.push({ by: { kind: "booking", value: bookingKey(externalId) }, leadId: ledger.bookings.get(externalId)?.leadId })
  }
  const named = new Map<string, Target["bridged"][number]>()
  for (const { by, leadId } of owners) {
    const lead = leadId === undefined ? undefined : leadOf(ledger, leadId)
    if (lead && !named.has(lead.id)) named.set(lead.id, { lead, by: { kind: by.kind, value: by.value } })
  }
  return [...named.values()]
}
