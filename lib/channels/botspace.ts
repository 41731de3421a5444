import type { ReadingFormat } from "@/lib/core/input-format"
import { readCountry } from "@/lib/core/identity/countries"
import { dialCode, lineNamed } from "@/lib/core/identity/phone-lines"
import { digitsOf } from "@/lib/core/identity/text"
import { eventOf } from "./reading/blank-event"
import { cleanText, cleanUrl } from "./reading/clean-text"
import type { ChannelAdapter, ParseOutcome, ParseSettings, StoredDelivery } from "./contract"
import { listAt, objectAt, readJson, readKey } from "./reading/json-body"
import { matchesSecret, sha256 } from "@/lib/platform/signature"
import { optOutClaims } from "./reading/opt-out-claims"
import { ValueReader } from "./reading/value-reader"
import { isForwarded } from "./whatsapp/message-content"
import { contentOf, meaningOf } from "./whatsapp/message-types"
import { isMetaBody, readMeta } from "./whatsapp/whatsapp-cloud"

/**
 * BotSpace, our WhatsApp. It signs nothing, so the secret is in the address. The shape is what integrations in the
 * field have seen; the direction decides, not the literal event name, and a body that is passed through from Meta in
 * Meta's own shape is read as such.
 */
export const botspace: ChannelAdapter = {
  channel: "botspace",
  verify: ({ url }, { secrets }) =>
    matchesSecret(url.searchParams.get("key"), secrets)
      ? { ok: true, trust: "signed" }
      : { ok: false, reason: "the key is missing or wrong" },
  idempotencyKey: ({ raw }) => readKey(raw, botspaceKey) ?? sha256(raw),
  parse: (delivery, settings) => parseBotspace(delivery, settings),
}

function botspaceKey(body: Record<string, unknown>): string | null {
  const id = cleanText(body["id"], 200)
  if (id === null || isMetaBody(body)) return null
  const status = cleanText(body["status"], 40)
  return isDelivery(body) ? `${id}:${status}` : id
}

const isDelivery = (body: Record<string, unknown>): boolean =>
  /^delivery/i.test(cleanText(body["event"], 60) ?? "") || (body["direction"] === undefined && body["status"] !== undefined)

function parseBotspace({ raw, idempotencyKey, receivedAt }: StoredDelivery, { format }: ParseSettings): ParseOutcome {
  const reading = readJson(raw)
  if (!reading.ok || Array.isArray(reading.value))
    return { outcome: "unreadable", reason: reading.ok ? "the body is a list" : reading.reason }
  const body = reading.value
  if (isMetaBody(body)) return metaOutcome(body, receivedAt, format)
  const contactId = cleanText(objectAt(body, "customer")["id"], 100)
  const phone = phoneOf(body)
  if (contactId === null && phone === null && !isDelivery(body))
    return { outcome: "unreadable", reason: "there is neither a customer id nor a phone" }
  const isIncoming = cleanText(body["direction"], 20)?.toLowerCase() === "incoming"
  const name = cleanText(objectAt(body, "customer")["name"], 200)
  const payload = objectAt(body, "payload")
  const { text, typed, attachments, identities, fields, notes, details, isEvent } = saidIn(payload, phone, isIncoming)
  const isOthers = isForwarded(body, payload, objectAt(payload, "payload"))
  const isSystem = isEvent || isDelivery(body)
  const values = new ValueReader(receivedAt, format, reading.notes)
  const event = eventOf("botspace", {
    eventKey: idempotencyKey,
    kind: isDelivery(body) ? "delivery_update" : isEvent ? "conversation_event" : "message",
    direction: isSystem ? "internal" : isIncoming ? "inbound" : "outbound",
    occurredAt: values.eventTime("timestamp", body["timestamp"] ?? body["createdAt"]),
    text,
    typed: isOthers ? null : typed,
    author:
      isIncoming && !isSystem
        ? { role: "person", name }
        : { role: isSystem ? "system" : "agent", name: cleanText(objectAt(body, "agent")["name"], 200) },
    identities: [
      ...(phone ? [{ kind: "phone" as const, raw: phone, source: "provider" as const }] : []),
      ...(contactId ? [{ kind: "botspace_contact" as const, raw: contactId, source: "provider" as const }] : []),
      ...identities,
    ],
    fields: [...(isIncoming && name ? [{ field: "name" as const, value: name, trust: "profile" as const }] : []), ...fields],
    conversation: contactId === null && phone === null ? null : { provider: "botspace", externalId: contactId ?? phone ?? "", url: null },
    attachments,
    consents: isIncoming && !isSystem ? optOutClaims(isOthers ? null : text) : [],
    details: {
      ...details,
      status: cleanText(body["status"], 40),
      failedReason: cleanText(body["failedReason"], 300),
      messageId: cleanText(body["id"], 200),
    },
    notes: [...values.notes, ...notes],
    whenUnknown: isIncoming && !isSystem ? "lead" : "keep",
  })
  return { outcome: "events", events: [event] }
}

function metaOutcome(body: Record<string, unknown>, receivedAt: Date, format: ReadingFormat): ParseOutcome {
  const { events, about } = readMeta(body, receivedAt, format)
  return events.length > 0
    ? { outcome: "events", events }
    : { outcome: "ignored", reason: `nothing about a person in it: ${about || "no change"}` }
}

/**
 * Country code and number come apart, either with a plus, zeros or both; the code may be a country's name, and sometimes the number
 * holds it too. Whether it does shows in the length alone: an Indian mobile may itself begin with 91. A zero in front of the
 * number is dialled inside the country only, unless the line exists with it: Ivory Coast, Benin, Congo and Italy keep theirs.
 */
function phoneOf(body: Record<string, unknown>): string | null {
  const phone = typeof body["phone"] === "object" ? objectAt(body, "phone") : { phone: body["phone"] }
  const given = cleanText(phone["phone"], 30)
  const national = digitsOf(given ?? "")
  if (given === null || national === "") return null
  const country = codeOf(cleanText(phone["countryCode"], 60))
  const bare = national.replace(/^0+/, "")
  if (given.startsWith("+") || national.startsWith("00")) return `+${bare}`
  // Without a country only a number in full is certain; any other is left to the reader of phones.
  if (country === "") return bare === national && lineNamed(`+${bare}`) !== null ? `+${bare}` : given
  const joined = `+${country}${bare}`
  const isWhole =
    national.startsWith(country) && lineNamed(joined) === null && (lineNamed(`+${bare}`) !== null || joined.length > WITH_CODE_MAX)
  if (isWhole) return `+${bare}`
  const withZero = lineNamed(`+${country}${national}`)
  return withZero !== null && withZero !== lineNamed(joined) ? withZero : joined
}

/** "971", "+971", "00971", "AE" and "United Arab Emirates". */
function codeOf(text: string | null): string {
  const digits = digitsOf(text ?? "").replace(/^0+/, "")
  const country = digits === "" && text !== null ? readCountry(text) : undefined
  return country === undefined ? digits : dialCode(country)
}

const WITH_CODE_MAX = 14

/** Types whose text the person typed; the words of a button, a list, a card, an order or a place are not theirs. */
const TYPED_TYPES = ["text", "image", "video", "document", "file", "audio", "voice"]

/** Text and files as BotSpace writes them; what WhatsApp calls by a type of its own is read as Meta's. */
function saidIn(payload: Record<string, unknown>, phone: string | null, isIncoming: boolean) {
  const inner = objectAt(payload, "payload")
  const url = cleanUrl(inner["url"])
  const text = cleanText(inner["text"] ?? inner["caption"] ?? payload["text"])
  const type = cleanText(payload["type"], 40)
  const isTyped = type === null || TYPED_TYPES.includes(type.toLowerCase())
  const file = url
    ? [{ url, name: cleanText(inner["name"] ?? inner["filename"], 200), contentType: cleanText(inner["contentType"], 100) }]
    : []
  const message = metaMessage(type?.toLowerCase() ?? "", payload["payload"], phone)
  const isEvent = meaningOf(message) === "event"
  const own = { text, typed: isTyped ? text : null, attachments: file, identities: [], fields: [], notes: [], details: { type }, isEvent }
  if (isTyped || (!isEvent && (text !== null || !isIncoming))) return own
  const content = contentOf(message)
  return { ...content, attachments: [...file, ...content.attachments], details: { ...content.details, type }, isEvent }
}

/** A reply is an interactive message at Meta, and cards are a list beside its type. */
function metaMessage(type: string, inner: unknown, phone: string | null): Record<string, unknown> {
  const from = phone ?? ""
  if (type.endsWith("_reply")) return { type: "interactive", from, interactive: { type, [type]: inner } }
  if (!/^contacts?$/.test(type)) return { type, from, [type]: inner }
  const cards = listAt({ inner }, "inner")
  return { type: "contacts", from, contacts: cards.length > 0 ? cards : listAt(inner, "contacts") }
}
