import { lineNamed } from "@/lib/core/identity/phone-lines"
import { digitsOf } from "@/lib/core/identity/text"
import type { IdentityClaim } from "@/lib/core/lead-event"
import { cleanText } from "../reading/clean-text"
import { listAt, objectAt } from "../reading/json-body"
import type { MessageContent } from "./message-content"

/**
 * Contact cards in a chat. Somebody who was asked for their number answers with their own card (`contact_request`), and some
 * share their own card unasked: those are contact details of the person. Any other card is about somebody else, and none of its
 * values is the sender's.
 */
export function sharedContacts(message: Record<string, unknown>): Partial<MessageContent> {
  const cards = listAt(message, "contacts").map((card) => readCard(card, message))
  const own = cards.filter(({ isOwn }) => isOwn)
  return {
    text:
      cards
        .map(({ isOwn, name }) => (isOwn ? "Shared their own contact details" : `Shared a contact: ${name ?? "without a name"}`))
        .join("\n") || null,
    details: { contacts: cards.map(({ identities, ...card }) => ({ ...card, values: identities.map(({ raw }) => raw) })) },
    identities: own.flatMap(({ identities }) => identities),
    fields: own.flatMap(({ name }) => (name === null ? [] : [{ field: "name" as const, value: name, trust: "profile" as const }])),
  }
}

type Card = { isOwn: boolean; name: string | null; company: string | null; identities: IdentityClaim[] }

function readCard(card: unknown, message: Record<string, unknown>): Card {
  const name = objectAt(card, "name")
  const phones = listAt(card, "phones")
  const sender = digitsOf(cleanText(message["from"]) ?? "")
  const isRequested = [message, card as Record<string, unknown>].some((one) => one["origin"] === "contact_request")
  const isSender =
    sender !== "" && phones.some((phone) => ["wa_id", "phone"].some((key) => isSameLine(digitsOf(cleanText(at(phone, key)) ?? ""), sender)))
  const claims = (kind: "phone" | "email", values: unknown[]): IdentityClaim[] =>
    values.flatMap((value) => {
      const raw = cleanText(value, 254)
      return raw === null ? [] : [{ kind, raw, source: "profile" as const }]
    })
  return {
    isOwn: isRequested || isSender,
    name:
      cleanText(name["formatted_name"], 200) ??
      cleanText([name["first_name"], name["last_name"]].filter((part) => typeof part === "string").join(" "), 200),
    company: cleanText(objectAt(card, "org")["company"], 200),
    identities: [
      ...claims(
        "phone",
        phones.length > 0 ? phones.map((phone) => at(phone, "phone") ?? at(phone, "wa_id")) : phonesOfVcard(at(card, "vcard")),
      ),
      ...claims(
        "email",
        listAt(card, "emails").map((email) => at(email, "email")),
      ),
    ],
  }
}

/** A Brazilian mobile is written with and without its ninth digit. */
const isSameLine = (one: string, two: string): boolean =>
  one === two || (one !== "" && lineNamed(`+${one}`) === (lineNamed(`+${two}`) ?? two))

/** A requested number may come as a vCard alone. */
const phonesOfVcard = (vcard: unknown): string[] =>
  typeof vcard === "string" ? [...vcard.matchAll(/^TEL[^:\r\n]*:([^\r\n]+)/gim)].map(([, phone = ""]) => phone.trim()) : []

const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined
