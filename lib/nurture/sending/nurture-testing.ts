import { sql } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import type { TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { SendOutcome, TemplateMessage } from "@/lib/channels/botspace-send"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { NurtureStep } from "@/lib/core/nurture/sequence"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { email, phone, sampleEvent, someName, named } from "@/lib/leads/ingest/sample-events"
import { enableSequence, saveSequence } from "@/lib/nurture/sequences/save-sequence"
import type { NurtureEmail, Senders } from "./senders"
import { unsubscribeUrlOf } from "./unsubscribe-token"

/** A sequence under test: Monday noon in Dubai, senders that write down what they are handed, leads that score low. */
export const TOKEN_SECRET = "nurture-nurture-nurture-nurture"
const START = Date.parse("2026-03-02T08:00:00Z")

export const at = (hours: number): Date => new Date(START + hours * HOUR_MS)

export function recordingSenders(outcome: SendOutcome | (() => SendOutcome) = { kind: "sent", externalId: null }) {
  const emails: NurtureEmail[] = []
  const templates: TemplateMessage[] = []
  const answer = () => (typeof outcome === "function" ? outcome() : outcome)
  const senders: Senders = {
    email: {
      keeps: true,
      send: async (mail) => {
        emails.push(mail)
        return answer()
      },
    },
    whatsapp: {
      send: async (message) => {
        templates.push(message)
        return answer()
      },
    },
    unsubscribeUrl: (sendId) => unsubscribeUrlOf(sendId, { baseUrl: "https://leads.example.com", secret: TOKEN_SECRET }),
  }
  return { senders, emails, templates }
}

export const mailStep = (delayHours: number, subject = "A car for {name}"): NurtureStep => ({
  channel: "email",
  delayHours,
  templates: { en: { subject, body: "Hello {name},\n\nstill looking for {vehicle}?" } },
})

export const whatsappStep = (delayHours: number): NurtureStep => ({
  channel: "whatsapp",
  delayHours,
  templates: { en: { templateId: "tpl_1", variables: ["{name}"], text: "Hello {name}, reply STOP to opt out" } },
})

const CONSENT = { given: true, givenAt: null, textVersion: null, purpose: "marketing" }
let serial = 0

/** A person who filled in a form and is worth 20 points. */
export function enquiry(given: Parameters<typeof sampleEvent>[0] = {}): LeadEvent {
  serial += 1
  return sampleEvent({
    identities: [phone(`+97150777${1000 + serial}`), email(`person${serial}@example.com`)],
    fields: [named(someName(serial))],
    consents: [CONSENT],
    occurredAt: at(0),
    ...given,
  })
}

export function nurtureWorld(database: TestDatabase) {
  const ctxAt = (hours: number): Ctx => testCtx(database.db, { kind: "system", name: "test" }, at(hours))

  /** Ingests an event as intake does; answers whose it is. */
  const ingest = async (event: LeadEvent, hours = 0, leadId?: string): Promise<string> =>
    await changeLeads(ctxAt(hours), async (unit) => {
      const { ingested } = await ingestInto(unit, [{ event, receiptId: null, ...(leadId ? { leadId } : {}) }])
      return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
    })

  const message = (leadId: string, hours: number, text = "Is it free?"): Promise<string> =>
    ingest(sampleEvent({ channel: "botspace", kind: "message", text, occurredAt: at(hours) }), hours, leadId)

  const sequence = async (steps: NurtureStep[], entry: Record<string, unknown> = {}): Promise<string> => {
    await database.db.execute(sql`update nurture_sequences set enabled = false`)
    serial += 1
    const { id } = await saveSequence(ctxAt(0), { draft: { name: `Sequence ${serial}`, entry: entry as { bands?: ["nurture"] }, steps } })
    await enableSequence(ctxAt(0), { id, enabled: true })
    return id
  }

  const enrolment = async (
    leadId: string,
  ): Promise<{ state: string; exit_reason: string | null; step: number; next_at: string } | undefined> =>
    (
      await database.db.execute<{ state: string; exit_reason: string | null; step: number; next_at: string }>(sql`
        select state, exit_reason, step, next_at::text from nurture_enrolments where lead_id = ${leadId} order by entered_at desc, id desc limit 1`)
    ).rows[0]

  const sends = async (leadId: string) =>
    (
      await database.db.execute<{ id: string; step: number; channel: string; state: string; reason: string | null }>(sql`
        select id, step, channel, state, reason from nurture_sends where lead_id = ${leadId} order by step`)
    ).rows

  const touches = async (leadId: string) =>
    (
      await database.db.execute<{
        channel: string
        author_role: string
        direction: string
        text: string
        details: Record<string, unknown>
      }>(sql`
        select channel, author_role, direction, text, details from touchpoints where lead_id = ${leadId} and direction <> 'inbound' order by occurred_at`)
    ).rows

  return { ctxAt, ingest, message, sequence, enrolment, sends, touches }
}
