import { projectLead, touchColumns } from "@/lib/core/lead-projection"
import { surviving, type Provenance } from "@/lib/core/survivorship"
import { survivingName } from "@/lib/core/surviving-name"
import { contactsOf, type BatchState, type LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"
import { claimedFields, observationOf } from "./record-claims"
import { enterPipeline } from "./create-lead"

/** Updates the lead's projection with one more event. */
export function addToProjection(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const { channel, occurredAt, direction, author } = read.event
  const touch = touchColumns({ channel, occurredAt, direction, authorRole: author.role })
  const provenance = withClaims(batch, read, lead)
  Object.assign(lead, projectLead({ provenance, contacts: contactsOf(batch, lead.id), touches: [lead, touch] }))
  projectKind(batch, read, lead)
}

function withClaims(batch: BatchState, read: ReadEvent, lead: LeadRow): Provenance {
  const provenance = { ...lead.provenance }
  for (const { field, value, trust } of claimedFields(batch, read, lead)) {
    const observation = observationOf(read, value, trust)
    if (field === "name") {
      const names = [...(batch.namesOf.get(lead.id) ?? []), observation]
      batch.namesOf.set(lead.id, names)
      provenance.name = survivingName(names)
    } else {
      provenance[field] = surviving(provenance[field], observation)
    }
  }
  return provenance
}

/** A contact detail puts a conversation on the board, and an enquiry a customer record. */
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
