import { cleanJson, cleanText } from "../reading/clean-text"
import { listAt, objectAt } from "../reading/json-body"
import { flowAnswers } from "./flow-answers"
import { isForwarded, type MessageContent } from "./message-content"
import { sharedContacts } from "./shared-contacts"

/**
 * Every type of WhatsApp message, and what it means here. `speech` is the person speaking (or, in an echo, the colleague).
 * `event` happened in the chat and says nothing: it stands on the timeline, starts no clock and makes no lead. A type that is
 * not in the table is kept as "not understood".
 */
type Message = Record<string, unknown>
type MessageType = {
  meaning: "speech" | "event" | "edit"
  /** What the timeline calls it where it has no text. */
  label: string
  /** `body` is the part of the message that is named after its type. */
  read: (body: Message, message: Message) => Partial<MessageContent>
}

const typed = (words: unknown) => ({ text: cleanText(words), typed: cleanText(words) })

const captioned = (label: string): MessageType => ({
  meaning: "speech",
  label,
  read: (body) => ({
    ...typed(body["caption"]),
    details: {
      mediaId: cleanText(body["id"], 100),
      mimeType: cleanText(body["mime_type"], 100),
      fileName: cleanText(body["filename"], 200),
    },
  }),
})

const MESSAGE_TYPES: Readonly<Record<string, MessageType>> = {
  text: {
    meaning: "speech",
    label: "Message",
    read: (body, message) => ({ ...typed(body["body"]), details: productAsked(message) }),
  },
  image: captioned("Photo"),
  video: captioned("Video"),
  audio: captioned("Voice message"),
  document: captioned("File"),
  sticker: captioned("Sticker"),
  location: { meaning: "speech", label: "Location", read: readLocation },
  contacts: { meaning: "speech", label: "Contact card", read: (_body, message) => sharedContacts(message) },
  button: {
    meaning: "speech",
    label: "Button",
    read: (body) => ({ text: cleanText(body["text"]), details: { payload: cleanText(body["payload"], 500) } }),
  },
  interactive: { meaning: "speech", label: "Answer", read: (body) => readReply(body) },
  order: { meaning: "speech", label: "Order", read: readOrder },
  // The person did write; WhatsApp does not pass it on (a poll, a photo to be seen once).
  unsupported: { meaning: "speech", label: "Message that WhatsApp does not pass on", read: () => ({}) },
  media_placeholder: { meaning: "speech", label: "Media that WhatsApp does not pass on", read: () => ({}) },
  reaction: { meaning: "event", label: "Reaction", read: (body) => readReaction(body) },
  system: {
    meaning: "event",
    label: "System message",
    read: (body) => ({ text: cleanText(body["body"]), details: { event: cleanText(body["type"], 60) } }),
  },
  request_welcome: { meaning: "event", label: "Opened the chat", read: () => ({ details: { event: "opened the chat" } }) },
  revoke: {
    meaning: "event",
    label: "Deleted a message",
    read: (body) => ({ details: { event: "deleted a message", originalId: cleanText(body["original_message_id"], 200) } }),
  },
  edit: { meaning: "edit", label: "Edited a message", read: (body) => readEdit(body) },
}

/** Meta's code for "message type not supported", which older versions report under the type `unknown`. */
const NOT_PASSED_ON = 131051

/** The name of the message's type, with its row in the table. */
function typeOf(message: Message): { name: string; type: MessageType | undefined } {
  const name = cleanText(message["type"], 40) ?? ""
  if (Object.hasOwn(MESSAGE_TYPES, name)) return { name, type: MESSAGE_TYPES[name] }
  const isNotPassedOn = listAt(message, "errors").some((error) => Number((error as Message | null)?.["code"]) === NOT_PASSED_ON)
  return { name, type: isNotPassedOn ? MESSAGE_TYPES["unsupported"] : undefined }
}

/** A reply to a question is what was chosen; permission to call is an event of its own. */
export function meaningOf(message: Message): MessageType["meaning"] | "unknown" {
  const { type } = typeOf(message)
  if (!type) return "unknown"
  const kind = cleanText(objectAt(message, "interactive")["type"], 40)
  if (message["type"] !== "interactive") return type.meaning
  if (kind === "call_permission_reply") return "event"
  return kind !== null && Object.hasOwn(REPLIES, kind) ? "speech" : "unknown"
}

export function contentOf(message: Message): MessageContent {
  const { name, type } = typeOf(message)
  const read = type?.read(objectAt(message, name), message) ?? {}
  const isOthers = isForwarded(message)
  return {
    text: null,
    identities: [],
    fields: [],
    consents: [],
    attachments: [],
    notes: [],
    ...read,
    typed: isOthers ? null : (read.typed ?? null),
    details: { type: name, label: type?.label ?? null, ...(isOthers ? { forwarded: true } : {}), ...read.details },
  }
}

function readLocation(body: Message): Partial<MessageContent> {
  const [latitude, longitude] = [Number(body["latitude"]), Number(body["longitude"])]
  const isPoint = Number.isFinite(latitude) && Number.isFinite(longitude)
  const place = [cleanText(body["name"], 200), cleanText(body["address"], 500)].filter((part) => part !== null)
  const point = isPoint ? `${latitude}, ${longitude}` : null
  const map = { url: `https://www.google.com/maps?q=${latitude},${longitude}`, name: "Map", contentType: null }
  return { text: [...place, point].filter((part) => part !== null).join("\n") || null, attachments: isPoint ? [map] : [] }
}

const REPLIES: Readonly<Record<string, (reply: Message) => Partial<MessageContent>>> = {
  button_reply: (reply) => ({ text: cleanText(reply["title"]), details: { payload: cleanText(reply["id"], 500) } }),
  list_reply: (reply) => ({
    text: [cleanText(reply["title"]), cleanText(reply["description"])].filter((part) => part !== null).join("\n") || null,
    details: { payload: cleanText(reply["id"], 500) },
  }),
  nfm_reply: flowAnswers,
}

function readReply(body: Message): Partial<MessageContent> {
  const kind = cleanText(body["type"], 40) ?? ""
  const reply = objectAt(body, kind)
  if (kind === "call_permission_reply")
    return {
      details: {
        label: "Permission to call",
        event: `permission to call: ${cleanText(reply["response"], 40) ?? "unknown"}`,
        reply: cleanJson(reply),
      },
    }
  return (Object.hasOwn(REPLIES, kind) ? REPLIES[kind]?.(reply) : undefined) ?? { details: { reply: cleanJson(reply) } }
}

function readOrder(body: Message): Partial<MessageContent> {
  const items = listAt(body, "product_items").map((item) => {
    const of = (key: string) => cleanText((item as Message | null)?.[key], 100)
    const price = of("item_price")
    return `${of("quantity") ?? "1"} × ${of("product_retailer_id") ?? "item"}${price ? ` at ${of("currency") ?? ""} ${price}` : ""}`.replaceAll(
      /\s+/g,
      " ",
    )
  })
  return {
    text: [cleanText(body["text"]), ...items].filter((line) => line !== null).join("\n") || null,
    typed: cleanText(body["text"]),
    details: { catalogId: cleanText(body["catalog_id"], 100), items: cleanJson(body["product_items"]) },
  }
}

/** Without an emoji it was taken back. */
function readReaction(body: Message): Partial<MessageContent> {
  const emoji = cleanText(body["emoji"], 20)
  return {
    text: emoji,
    details: { event: emoji === null ? "took a reaction back" : "reacted", originalId: cleanText(body["message_id"], 200) },
  }
}

function readEdit(body: Message): Partial<MessageContent> {
  const edited = contentOf(objectAt(body, "message"))
  return { ...edited, details: { ...edited.details, originalId: cleanText(body["original_message_id"], 200) } }
}

/** The product of the catalogue that the question is about. */
function productAsked(message: Message): Record<string, unknown> {
  const product = objectAt(objectAt(message, "context"), "referred_product")
  const id = cleanText(product["product_retailer_id"], 100)
  return id === null ? {} : { product: id }
}
