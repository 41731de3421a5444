import { normalisePhone } from "@/lib/core/identity/phone"
import { digitsOf } from "@/lib/core/identity/text"
import type { IdentityClaim } from "@/lib/core/lead-event"
import { cleanText } from "../reading/clean-text"
import { listAt, objectAt } from "../reading/json-body"

/**
 * Who is at the other end of a chat. `from` is the number that was dialled and `wa_id` the account's own, which differ where a
 * country has changed its numbers; WhatsApp vouches for both. Somebody with a username may have neither: then the
 * business-scoped id is all there is.
 */
export type ChatPerson = { identities: IdentityClaim[]; name: string | null; username: string | null; key: string | null }

type Values = Record<string, unknown>

export function personIn(value: Values, { phone, user }: { phone: unknown; user: unknown }): ChatPerson {
  const contact = contactOf(value, phone, user)
  const numbers = [cleanText(contact["wa_id"], 40), cleanText(phone, 40)].filter((one) => one !== null)
  const phones = numbers.flatMap((one) => (USER.test(one) ? [] : [`+${digitsOf(one)}`]))
  // Some senders put the id where the number was.
  const users = [cleanText(user, 100), cleanText(contact["user_id"], 100), ...numbers.filter((one) => USER.test(one))].filter(
    (id) => id !== null,
  )
  const profile = objectAt(contact, "profile")
  return {
    identities: [
      ...[...new Set(phones)].map((raw): IdentityClaim => ({ kind: "phone", raw, source: "provider" })),
      ...[...new Set(users)].map((raw): IdentityClaim => ({ kind: "whatsapp_user", raw, source: "provider" })),
    ],
    name: cleanText(profile["name"], 200),
    username: cleanText(profile["username"] ?? contact["username"], 100),
    key: phones[0]?.slice(1) ?? users[0] ?? null,
  }
}

const PHONE_KEYS = ["wa_id", "from", "to", "recipient_id"]
const USER_KEYS = ["user_id", "from_user_id", "to_user_id", "recipient_user_id"]
/** A number in full, and Meta's id of a person; an id of another kind under the same key is neither. */
const PHONE = /^\+?[1-9]\d{6,14}$/
const USER = /^[A-Z]{2}\.[\w.]+$/

/** The digits of our number, to which the body belongs. */
export const ownNumber = (value: Values): string => digitsOf(cleanText(objectAt(value, "metadata")["display_phone_number"]) ?? "")

/** Everybody but ourselves whom a body of unknown shape names, each once. */
export function peopleNamed(value: Values): ChatPerson[] {
  const own = ownNumber(value)
  const contacts = listAt(value, "contacts")
  const found = objectsIn(value).flatMap((one): ChatPerson[] => {
    const [phone] = textsAt(one, PHONE_KEYS).filter((text) => PHONE.test(text) && text.replace("+", "") !== own)
    const [user] = textsAt(one, USER_KEYS).filter((text) => USER.test(text))
    if (phone === undefined && user === undefined) return []
    const known = contacts.find((contact) => isAbout(contact, phone, user))
    return [personIn({ contacts: known === undefined ? [] : [known] }, { phone, user })]
  })
  const isSame = (a: ChatPerson, b: ChatPerson): boolean => b.identities.some(({ raw }) => a.identities.some((other) => other.raw === raw))
  return found.filter((person, at) => person.key !== null && found.findIndex((other) => isSame(person, other)) === at)
}

const textsAt = (one: Values, keys: readonly string[]): string[] => keys.flatMap((key) => cleanText(one[key], 100) ?? [])

const isAbout = (contact: unknown, phone: string | undefined, user: string | undefined): boolean =>
  (phone !== undefined && cleanText((contact as Values | null)?.["wa_id"]) === phone) ||
  (user !== undefined && cleanText((contact as Values | null)?.["user_id"]) === user)

const DEPTH_MAX = 8

/** All objects in a value, the outer before the inner. */
function objectsIn(value: unknown, depth = DEPTH_MAX): Values[] {
  if (typeof value !== "object" || value === null || depth === 0) return []
  const inner = Object.values(value).flatMap((one) => objectsIn(one, depth - 1))
  return Array.isArray(value) ? inner : [value as Values, ...inner]
}

/** Of several contacts the one with this id or on this line; a single one is the person, whatever its number looks like. */
function contactOf(value: Values, phone: unknown, user: unknown): Values {
  const contacts = listAt(value, "contacts").filter((one): one is Values => typeof one === "object" && one !== null)
  const named = contacts.find((one) => (phone !== undefined && one["wa_id"] === phone) || (user !== undefined && one["user_id"] === user))
  const line = lineOf(phone)
  const sameLine = line === null ? undefined : contacts.find((one) => lineOf(one["wa_id"]) === line)
  return named ?? sameLine ?? (contacts.length === 1 ? (contacts[0] ?? {}) : {})
}

function lineOf(number: unknown): string | null {
  const [reading] = normalisePhone(`+${cleanText(number, 40) ?? ""}`, { vouched: true })
  return reading?.ok ? reading.e164 : null
}

/** The conversation: our number and the person. */
export const threadOf = (value: Values, { key }: ChatPerson): { provider: string; externalId: string; url: null } | null =>
  key === null
    ? null
    : {
        provider: "botspace",
        externalId: `${cleanText(objectAt(value, "metadata")["phone_number_id"], 60) ?? "whatsapp"}:${key}`,
        url: null,
      }
