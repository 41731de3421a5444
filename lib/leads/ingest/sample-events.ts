import { eventOf } from "@/lib/channels/reading/blank-event"
import { seededRandom } from "@/lib/core/matching/golden/generator"
import type { LeadEvent } from "@/lib/core/lead-event"

/** Events for tests: everything is empty but what a test sets. */
let serial = 0

export function sampleEvent(given: Partial<LeadEvent> & { at?: string } = {}): LeadEvent {
  const { at, ...fields } = given
  serial += 1
  return {
    ...eventOf("website", {
      eventKey: `sample-${serial}`,
      kind: "form_submitted",
      direction: "inbound",
      occurredAt: new Date(at ?? "2026-03-02T08:00:00Z"),
      whenUnknown: "lead",
    }),
    ...fields,
  }
}

/** A name unlike any other number's: neighbouring phones under such names raise no review item. */
export function someName(n: number): string {
  const random = seededRandom(n)
  const next = (of: string) => of[Math.floor(random() * of.length)] ?? ""
  const word = () => Array.from({ length: 5 }, () => next("bdfgklmnprstz") + next("aeiou")).join("")
  return `${word()} ${word()}`
}

export const phone = (raw: string): LeadEvent["identities"][number] => ({ kind: "phone", raw, source: "stated" })
export const email = (raw: string): LeadEvent["identities"][number] => ({ kind: "email", raw, source: "stated" })
const crispSession = (raw: string): LeadEvent["identities"][number] => ({ kind: "crisp_session", raw, source: "provider" })
export const named = (value: string): LeadEvent["fields"][number] => ({ field: "name", value, trust: "stated" })

export const crispMessage = (session: string, text: string, given: Parameters<typeof sampleEvent>[0] = {}): LeadEvent =>
  sampleEvent({
    channel: "crisp",
    kind: "message",
    text,
    identities: [crispSession(session)],
    conversation: { provider: "crisp", externalId: session, url: null },
    whenUnknown: "unidentified",
    ...given,
  })
