import { z } from "zod"
import type { FieldClaim, IdentityClaim } from "@/lib/core/lead-event"
import { readForm, type ReadForm } from "@/lib/core/forms/read-form"
import { eventOf } from "./reading/blank-event"
import { cleanJson, cleanText, cleanUrl } from "./reading/clean-text"
import type { ChannelAdapter, ParseOutcome, ParseSettings, StoredDelivery } from "./contract"
import { formAttribution } from "./reading/form-attribution"
import { formClaims, formIdentities, unknownFields } from "./reading/form-claims"
import { formConsents } from "./reading/form-consents"
import type { ReadingFormat } from "@/lib/core/input-format"
import { listAt, objectAt, readJson, readKey } from "./reading/json-body"
import { ValueReader } from "./reading/value-reader"
import { sha256, standardHeaders, standardRefusal } from "@/lib/platform/signature"

/** A chatbot that has qualified a visitor (`lead.qualified`), by Standard Webhooks. */
export const chatbot: ChannelAdapter = {
  channel: "chatbot",
  verify: ({ headers, raw, now }, { secrets }) => {
    const refusal = standardRefusal(headers, raw, secrets, now)
    return refusal === null ? { ok: true, trust: "signed" } : { ok: false, reason: refusal }
  },
  idempotencyKey: ({ headers, raw }) => standardHeaders(headers).id ?? readKey(raw, (body) => body["event_id"]) ?? sha256(raw),
  parse: (delivery, settings) => parseChatbot(delivery, settings),
}

const ChatbotEvent = z.looseObject({
  event_id: z.string().min(1),
  event_type: z.string().min(1),
  occurred_at: z.union([z.string(), z.number()]),
})

function parseChatbot({ raw, headers, receivedAt }: StoredDelivery, { format }: ParseSettings): ParseOutcome {
  const reading = readJson(raw)
  if (!reading.ok) return { outcome: "unreadable", reason: reading.reason }
  const parsed = ChatbotEvent.safeParse(reading.value)
  if (!parsed.success) {
    return {
      outcome: "unreadable",
      reason: parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; "),
    }
  }
  const body = parsed.data
  if (body.event_type !== "lead.qualified")
    return { outcome: "ignored", reason: `the event type "${cleanText(body.event_type, 100)}" is not lead.qualified` }
  const conversationId = cleanText(body["conversation_id"], 200)
  const transcript = objectAt(body, "transcript")
  const transcriptUrl = cleanUrl(transcript["transcript_url"])
  const context = objectAt(body, "context")
  const idMismatch = headers["webhook-id"] !== undefined && headers["webhook-id"] !== body.event_id
  const values = new ValueReader(receivedAt, format, reading.notes)
  const occurredAt = values.eventTime("occurred_at", body.occurred_at)
  const visitor = objectAt(body, "visitor")
  const form = readForm(visitor)
  const unread = unknownFields(form)
  const event = eventOf("chatbot", {
    eventKey: cleanText(body.event_id, 200) ?? sha256(raw),
    kind: "lead_qualified",
    direction: "inbound",
    occurredAt,
    text: textOf(transcript),
    identities: identitiesOf(form, conversationId),
    fields: fieldsOf(form, objectAt(body, "intent"), format),
    consents: formConsents({ ...visitor, consent: visitor["consent"] ?? body["consent"] }, occurredAt, values),
    conversation: conversationId === null ? null : { provider: "chatbot", externalId: conversationId, url: transcriptUrl },
    attribution: formAttribution({ ...context, page_url: context["source_url"], landing_page: context["landing_page"] }),
    details: {
      botId: cleanText(body["bot_id"], 100),
      intent: cleanJson(body["intent"]),
      sentiment: cleanText(transcript["sentiment"], 40),
      durationSeconds: cleanJson(transcript["duration_seconds"]),
      transcript: listAt(transcript, "messages")
        .slice(0, 100)
        .map((message) => cleanJson(message)),
      ...(Object.keys(unread).length === 0 ? {} : { visitor: unread }),
      ...(body["crm_target"] === undefined ? {} : { crmTarget: cleanJson(body["crm_target"]) }),
      ...(idMismatch ? { warning: "the webhook id and the event id differ" } : {}),
    },
    notes: values.notes,
    whenUnknown: "lead",
  })
  return { outcome: "events", events: [event] }
}

function identitiesOf(form: ReadForm, conversationId: string | null): IdentityClaim[] {
  return [
    ...formIdentities(form).map((claim) => ({ ...claim, source: "profile" as const })),
    ...(conversationId ? [{ kind: "chatbot_visitor" as const, raw: conversationId, source: "provider" as const }] : []),
  ]
}

/** What was said in the chat comes before what is known of the visitor. */
function fieldsOf(form: ReadForm, intent: Record<string, unknown>, format: ReadingFormat): FieldClaim[] {
  const values = {
    vehicle: cleanText(intent["vehicle"], 200),
    pickup_date: cleanText(intent["pickup_date"], 40),
    return_date: cleanText(intent["return_date"], 40),
  }
  const said = Object.entries(values).flatMap(([field, value]) =>
    value ? [{ field: field as keyof typeof values, value, trust: "stated" as const }] : [],
  )
  return [...formClaims(form, format).filter(({ field }) => !said.some((claim) => claim.field === field)), ...said]
}

/** The summary, and below it what the visitor said. */
function textOf(transcript: Record<string, unknown>): string | null {
  const said = listAt(transcript, "messages").flatMap((message) => {
    const role = typeof message === "object" && message !== null && "role" in message ? message.role : null
    const text = typeof message === "object" && message !== null && "text" in message ? cleanText(message.text, 2000) : null
    return text === null ? [] : [`${role === "user" || role === "visitor" ? "Visitor" : "Bot"}: ${text}`]
  })
  return cleanText([cleanText(transcript["summary"], 4000), ...said].filter((line) => line !== null).join("\n"))
}
