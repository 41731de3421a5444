import type { TouchpointKind } from "@/lib/core/channels"
import { eventOf } from "./reading/blank-event"
import { cleanText } from "./reading/clean-text"
import type { ChannelAdapter, ParseSettings, ParseOutcome, StoredDelivery } from "./contract"
import { objectAt, readJson, readKey } from "./reading/json-body"
import { ValueReader } from "./reading/value-reader"
import { matchesSecret, sha256 } from "@/lib/platform/signature"

/**
 * Ziwo, the telephony: one record after each call. The payload is known from integrations in the field, not from a
 * vendor's reference, so every field is read leniently and the misspelt variants are too.
 *
 * The same call may be delivered again when its recording is ready. That is another delivery (the key holds a digest
 * of the body) of the same touchpoint (the event key is the call's id), which then gains the recording.
 */
export const ziwo: ChannelAdapter = {
  channel: "ziwo",
  verify: ({ headers }, { secrets }) =>
    matchesSecret(headers["x-api-key"], secrets)
      ? { ok: true, trust: "signed" }
      : { ok: false, reason: "the x-api-key is missing or wrong" },
  idempotencyKey: ({ raw }) => {
    const call = readKey(raw, (body) => callIdOf(objectAt(body, "content")) ?? callIdOf(body))
    return call === null ? sha256(raw) : `${call}:${sha256(raw).slice(0, 16)}`
  },
  parse: (delivery, settings) => parseZiwo(delivery, settings),
}

const callIdOf = (content: Record<string, unknown>): string | null =>
  cleanText(content["callID"] ?? content["callId"] ?? content["call_id"] ?? content["id"], 100)

function parseZiwo({ raw, receivedAt }: StoredDelivery, { format }: ParseSettings): ParseOutcome {
  const reading = readJson(raw)
  if (!reading.ok) return { outcome: "unreadable", reason: reading.reason }
  const content =
    Object.keys(objectAt(reading.value, "content")).length > 0
      ? objectAt(reading.value, "content")
      : Array.isArray(reading.value)
        ? {}
        : reading.value
  const callId = callIdOf(content)
  if (callId === null) return { outcome: "unreadable", reason: "there is no call id" }
  const isOutbound = cleanText(content["direction"], 20)?.toLowerCase() === "outbound"
  const number = customerNumber(content, isOutbound)
  const customer = objectAt(content, "customer")
  const name = [cleanText(customer["firstName"], 100), cleanText(customer["lastName"], 100)].filter(Boolean).join(" ")
  const customerId = cleanText(content["customerId"] ?? customer["id"], 100)
  const agent = objectAt(content, "agent")
  const agentName =
    [cleanText(agent["firstName"], 100), cleanText(agent["lastName"], 100)].filter(Boolean).join(" ") || cleanText(agent["username"], 100)
  const values = new ValueReader(receivedAt, format, reading.notes)
  const event = eventOf("ziwo", {
    eventKey: callId,
    kind: kindOf(content, isOutbound),
    direction: isOutbound ? "outbound" : "inbound",
    occurredAt: values.eventTime("startedAt", content["startedAt"] ?? content["started_at"]),
    author: isOutbound ? { role: "agent", name: agentName } : { role: "person", name: name || null },
    identities: [
      ...(number ? [{ kind: "phone" as const, raw: number, source: "provider" as const }] : []),
      ...(customerId ? [{ kind: "ziwo_customer" as const, raw: customerId, source: "provider" as const }] : []),
    ],
    fields: name ? [{ field: "name", value: name, trust: "profile" }] : [],
    details: {
      result: cleanText(content["result"], 40),
      hangupCause: cleanText(content["hangupCause"] ?? content["hangup_cause"], 60),
      durationSeconds: numberOf(content["duration"]),
      talkSeconds: numberOf(content["talkTime"] ?? content["talk_time"]),
      ringSeconds: numberOf(content["ringTime"] ?? content["ring_time"]),
      agentName,
      didCalled: cleanText(content["didCalled"] ?? content["did_called"], 40),
      recordingFile: cleanText(content["recordingFile"] ?? content["recording_file"], 300),
    },
    notes: values.notes,
    whenUnknown: isOutbound ? "keep" : "lead",
  })
  return { outcome: "events", events: [event] }
}

/** Answered means somebody spoke; an unanswered inbound call is missed, an unanswered outbound one just ended. */
function kindOf(content: Record<string, unknown>, isOutbound: boolean): TouchpointKind {
  const answeredAt = content["answeredAt"] ?? content["answered_at"]
  const result = cleanText(content["result"], 40)?.toLowerCase()
  const isAnswered = answeredAt === undefined ? result === "answered" : answeredAt !== null && answeredAt !== ""
  if (isAnswered) return "call_answered"
  return isOutbound ? "call_ended" : "call_missed"
}

/** The customer's end of the line. Numbers come without their plus; hidden callers have words instead. */
function customerNumber(content: Record<string, unknown>, isOutbound: boolean): string | null {
  const caller = content["callerIDNumber"] ?? content["calerIDNumber"] ?? content["callerIdNumber"] ?? content["caller_id_number"]
  const dialled = content["didCalled"] ?? content["did_called"]
  const number = cleanText(isOutbound ? dialled : caller, 40)
  return number !== null && /\d{5}/.test(number.replaceAll(/[\s().-]/g, "")) ? number : null
}

function numberOf(value: unknown): number | null {
  const number = Number(value)
  return value !== null && value !== undefined && value !== "" && Number.isFinite(number) ? number : null
}
