import { isEarlierTouch } from "@/lib/core/first-touch"
import type { LeadField } from "@/lib/core/lead-event"
import { readName } from "@/lib/core/identity/names/person-name"
import { contactOrder } from "@/lib/leads/contact-order"
import { surviving } from "@/lib/core/survivorship"
import { survivingName } from "@/lib/core/surviving-name"
import { contactsOf, type BatchState, type LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"
import { claimedFields, observationOf } from "./record-claims"
import { enterPipeline } from "./create-lead"

/**
 * Brings the lead's own columns up to date with one more event. Each column is a minimum, a maximum, a union or a
 * survivor of its observations, so the order of events does not show in the result.
 */
export function projectLead(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  projectTimes(read, lead)
  projectFields(batch, read, lead)
  projectContacts(batch, lead)
  projectKind(batch, read, lead)
}

function projectTimes({ event }: ReadEvent, lead: LeadRow): void {
  const at = event.occurredAt
  if (isEarlierTouch({ at, channel: event.channel }, { at: lead.firstTouchAt, channel: lead.firstChannel })) {
    lead.firstTouchAt = at
    lead.firstChannel = event.channel
  }
  if (at > lead.lastActivityAt) lead.lastActivityAt = at
  const isFromPerson = event.direction === "inbound" && event.author.role === "person"
  if (isFromPerson && (!lead.lastInboundAt || at > lead.lastInboundAt)) lead.lastInboundAt = at
  if (!lead.channels.includes(event.channel)) lead.channels = [...lead.channels, event.channel].sort()
}

function projectFields(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  for (const { field, value, trust } of claimedFields(read)) {
    const observation = observationOf(read, value, trust)
    if (field === "name") {
      const names = [...(batch.namesOf.get(lead.id) ?? []), observation]
      batch.namesOf.set(lead.id, names)
      lead.provenance = { ...lead.provenance, name: survivingName(names) }
    } else {
      lead.provenance = { ...lead.provenance, [field]: surviving(lead.provenance[field], observation) }
    }
  }
  writeFields(lead)
}

/** The columns that mirror a surviving field, for filters and lists. */
export function writeFields(lead: LeadRow): void {
  const value = (field: LeadField): string | null => lead.provenance[field]?.value || null
  lead.name = value("name")
  lead.company = value("company")
  lead.country = value("country")
  lead.emirate = value("emirate")
  lead.language = value("language")
  lead.vehicle = value("vehicle")
  lead.vehicleClass = value("vehicle_class")
  lead.searchText = [lead.name ? readName(lead.name).searchText : "", lead.company?.toLowerCase() ?? ""].filter(Boolean).join(" ")
}

/** Phones and e-mails of the lead, in order; one that belongs to somebody else (`weak`) is not listed. */
export function projectContacts(batch: BatchState, lead: LeadRow): void {
  const listed = contactsOf(batch, lead.id)
    .filter(({ strength }) => strength !== "weak")
    .sort(contactOrder)
  lead.phones = listed.filter(({ kind }) => kind === "phone").map(({ value }) => value)
  lead.emails = listed.filter(({ kind }) => kind === "email").map(({ value }) => value)
}

/** A contact detail lifts a conversation onto the board, and an enquiry lifts a customer record onto it. */
function projectKind(batch: BatchState, { event }: ReadEvent, lead: LeadRow): void {
  if (lead.kind !== "lead" && becomesLead(lead, event.whenUnknown)) {
    lead.kind = "lead"
    enterPipeline(batch, lead, event.occurredAt)
  } else if (lead.run === 1 && lead.stageId === "new_lead" && event.occurredAt < lead.stageEnteredAt && event.whenUnknown === "lead") {
    lead.stageEnteredAt = event.occurredAt
  }
}

function becomesLead(lead: LeadRow, whenUnknown: ReadEvent["event"]["whenUnknown"]): boolean {
  const isReachable = lead.phones.length > 0 || lead.emails.length > 0
  if (whenUnknown === "lead") return isReachable || lead.name !== null
  return whenUnknown === "unidentified" && isReachable
}
