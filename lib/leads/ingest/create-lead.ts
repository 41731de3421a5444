import type { LeadKind } from "@/lib/core/lead-states"
import { FIRST_STAGE } from "@/lib/core/stages"
import { newId } from "@/lib/platform/ids"
import type { BatchState, LeadRow } from "./batch-state"
import type { ReadEvent } from "./read-event"

/** Creates a lead for an event that matches none. */
export function createLead(batch: BatchState, read: ReadEvent): LeadRow {
  const { event } = read
  const at = event.occurredAt
  const lead: LeadRow = {
    id: newId(),
    kind: kindAtBirth(read),
    state: "active",
    mergedInto: null,
    name: null,
    searchText: "",
    phones: [],
    emails: [],
    channels: [],
    firstChannel: event.channel,
    company: null,
    country: null,
    emirate: null,
    language: null,
    vehicle: null,
    vehicleClass: null,
    provenance: {},
    firstTouchAt: at,
    lastActivityAt: at,
    lastInboundAt: null,
    stageId: FIRST_STAGE,
    stageEnteredAt: at,
    run: 1,
    lostReason: null,
    lostNote: null,
    amountMinor: null,
    ownerId: null,
    ownerSince: null,
    score: 0,
    band: "nurture",
    restrictedAt: null,
    version: 0,
    fieldVersions: {},
    createdAt: batch.now,
    updatedAt: batch.now,
  }
  batch.leads.set(lead.id, lead)
  batch.newLeads.add(lead.id)
  if (lead.kind === "lead") enterPipeline(batch, lead, at)
  batch.audit.push({
    at,
    actorKind: "system",
    actorId: "intake",
    action: "lead.created",
    leadId: lead.id,
    subject: read.receiptId,
    change: { channel: event.channel, kind: lead.kind },
  })
  return lead
}

/** The first row of the lead's stage history. */
export function enterPipeline(batch: BatchState, lead: LeadRow, at: Date): void {
  lead.stageId = FIRST_STAGE
  lead.stageEnteredAt = at
  batch.stageMoves.push({
    id: newId(),
    leadId: lead.id,
    run: lead.run,
    fromStageId: null,
    toStageId: FIRST_STAGE,
    at,
    userId: null,
    via: "intake",
    reason: null,
    overridden: false,
    createdAt: batch.now,
  })
}

function kindAtBirth({ event, identities, name }: ReadEvent): LeadKind {
  if (event.whenUnknown === "customer") return "customer"
  const hasContact = identities.some(({ kind, readable }) => readable && (kind === "phone" || kind === "email" || kind === "whatsapp_user"))
  if (event.whenUnknown === "unidentified") return hasContact ? "lead" : "unidentified"
  return hasContact || name ? "lead" : "unidentified"
}
