import { normalisePhone } from "@/lib/core/identity/phone"
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
  const phones = [cleanText(contact["wa_id"], 40), cleanText(phone, 40)].flatMap((one) =>
    one === null ? [] : [`+${one.replaceAll(/\D/g, "")}`],
  )
  const users = [cleanText(user, 100), cleanText(contact["user_id"], 100)].filter((id) => id !== null)
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
