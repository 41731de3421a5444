import { readName } from "@/lib/core/identity/names/person-name"
import { isVisitorWord, POWERS, visitorTrust } from "@/lib/core/event-trust"
import type { Attribution } from "@/lib/core/lead-event"
import type { FieldObservation } from "@/lib/core/survivorship"
import { newId } from "@/lib/platform/ids"
import type { BatchState, LeadRow } from "./batch-state"
import { isKnownOtherwise } from "./claim-identities"
import type { ReadEvent } from "./read-event"

/** Stores every claimed value, attribution and consent with its source, whether or not it survives. */
export function recordClaims(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  recordFields(batch, read, lead)
  recordAttribution(batch, read, lead)
  const trust = isVisitorWord(read.trust, read.event.identities) ? "public" : read.trust
  const endsService = POWERS[trust].endsService || !isKnownOtherwise(batch, lead.id)
  for (const consent of read.event.consents) {
    batch.consents.push({
      id: newId(),
      leadId: lead.id,
      touchpointId: read.touchpointId,
      channel: read.event.channel,
      given: consent.given,
      givenAt: consent.givenAt ?? read.event.occurredAt,
      textVersion: consent.textVersion,
      purpose: consent.given || endsService ? consent.purpose : "marketing",
      origin: consent.origin ?? null,
      trust,
    })
  }
}

export const observationOf = (read: ReadEvent, value: string, trust: FieldObservation["trust"]): FieldObservation => ({
  value,
  trust,
  observedAt: read.event.occurredAt.toISOString(),
  channel: read.event.channel,
  touchpointId: read.touchpointId,
  userId: null,
})

type ClaimedField = ReadEvent["event"]["fields"][number]

/** A name that is a placeholder ("WhatsApp user", a phone number) is no value; one that is a company's is the company too. */
export function claimedFields(batch: BatchState, read: ReadEvent, lead: LeadRow): ClaimedField[] {
  const isVisitor = isVisitorWord(read.trust, read.event.identities)
  const isKnown = isKnownOtherwise(batch, lead.id)
  const claims = read.event.fields.flatMap(({ field, value, trust }): ClaimedField[] => {
    const said = field === "name" ? nameIn(value) : value.trim()
    return said ? [{ field, value: said, trust: isVisitor ? visitorTrust(trust, isKnown) : trust }] : []
  })
  const company = claims.find(({ field, value }) => field === "name" && readName(value).organisation)
  return company === undefined || claims.some(({ field }) => field === "company") ? claims : [...claims, { ...company, field: "company" }]
}

function nameIn(claimed: string): string {
  const { missing, display } = readName(claimed)
  return missing ? "" : display
}

function recordFields(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  for (const { field, value, trust } of claimedFields(batch, read, lead)) {
    batch.fieldValues.push({
      id: newId(),
      leadId: lead.id,
      field,
      value,
      trust,
      channel: read.event.channel,
      touchpointId: read.touchpointId,
      userId: null,
      observedAt: read.event.occurredAt,
      createdAt: batch.now,
    })
  }
}

function recordAttribution(batch: BatchState, read: ReadEvent, lead: LeadRow): void {
  const source = read.event.attribution
  if (!source || isEmpty(source)) return
  batch.attributions.push({
    touchpointId: read.touchpointId,
    leadId: lead.id,
    occurredAt: read.event.occurredAt,
    utmSource: source.utmSource ?? null,
    utmMedium: source.utmMedium ?? null,
    utmCampaign: source.utmCampaign ?? null,
    utmTerm: source.utmTerm ?? null,
    utmContent: source.utmContent ?? null,
    gclid: source.gclid ?? null,
    fbclid: source.fbclid ?? null,
    ctwaClid: source.ctwaClid ?? null,
    adId: source.adId ?? null,
    landingPage: source.landingPage ?? null,
    pageUrl: source.pageUrl ?? null,
    referrer: source.referrer ?? null,
    other: source.other ?? null,
  })
}

const isEmpty = (attribution: Attribution): boolean => Object.values(attribution).every((value) => value === undefined)
