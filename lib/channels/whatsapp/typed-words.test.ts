import { expect, test } from "vitest"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { botspace } from "../botspace"
import { DEFAULT_PARSE_SETTINGS } from "../contract"
import { crisp } from "../crisp"

const RECEIVED = new Date("2026-05-03T08:00:00Z")
const SENDER = "+971521110001"

function contactsOf(adapter: typeof botspace, channel: "botspace" | "crisp", body: unknown): string[] {
  const delivery = { channel, idempotencyKey: "k", raw: Buffer.from(JSON.stringify(body)), headers: {}, receivedAt: RECEIVED }
  const outcome = adapter.parse(delivery, DEFAULT_PARSE_SETTINGS)
  if (outcome.outcome !== "events") throw new Error(outcome.outcome)
  return outcome.events.flatMap((event) =>
    readEvent(event, null).identities.flatMap(({ kind, value }) =>
      (kind === "phone" || kind === "email") && value !== SENDER ? [value] : [],
    ),
  )
}

const metaContacts = (message: Record<string, unknown>) =>
  contactsOf(botspace, "botspace", {
    object: "whatsapp_business_account",
    entry: [
      {
        changes: [
          {
            field: "messages",
            value: {
              metadata: { display_phone_number: "97145550000", phone_number_id: "5" },
              contacts: [{ wa_id: "971521110001", profile: { name: "Huda" } }],
              messages: [{ id: "w1", from: "971521110001", timestamp: "1777795200", ...message }],
            },
          },
        ],
      },
    ],
  })

const NUMBER = "052 222 3344"
const E164 = "+971522223344"
const text = { type: "text", text: { body: `call my office ${NUMBER} or mail huda@example.ae` } }

test.each<[string, Record<string, unknown>]>([
  ["a message", text],
  ["an answer to an earlier message", { ...text, context: { id: "w0", from: "97145550000" } }],
  ["a caption", { type: "document", document: { id: "1", caption: `${NUMBER}, huda@example.ae` } }],
  ["the note of an order", { type: "order", order: { text: `${NUMBER} huda@example.ae`, product_items: [] } }],
  ["an edited message", { type: "edit", edit: { original_message_id: "w0", message: text } }],
])("contact details in %s are the sender's", (_, message) => {
  expect(metaContacts(message)).toEqual([E164, "huda@example.ae"])
})

test.each<[string, Record<string, unknown>]>([
  ["a forwarded message", { ...text, context: { forwarded: true } }],
  ["a message that is forwarded often", { ...text, context: { frequently_forwarded: true } }],
  ["a forwarded photo", { type: "image", image: { id: "1", caption: NUMBER }, context: { forwarded: true } }],
  ["another person's card", { type: "contacts", contacts: [{ name: { formatted_name: `Omar ${NUMBER}` }, phones: [{ phone: NUMBER }] }] }],
  ["a button of ours", { type: "button", button: { text: `Call ${NUMBER}`, payload: NUMBER } }],
  ["a reply button", { type: "interactive", interactive: { type: "button_reply", button_reply: { id: NUMBER, title: `Call ${NUMBER}` } } }],
  [
    "a list row",
    { type: "interactive", interactive: { type: "list_reply", list_reply: { id: "1", title: "Branch", description: `Tel ${NUMBER}` } } },
  ],
  ["an order's items", { type: "order", order: { product_items: [{ product_retailer_id: "971522223344", quantity: 1 }] } }],
  ["a place", { type: "location", location: { latitude: 25.1, longitude: 55.2, name: "Office", address: `Tel ${NUMBER}` } }],
  [
    "the answers of a form",
    {
      type: "interactive",
      interactive: { type: "nfm_reply", nfm_reply: { response_json: JSON.stringify({ remarks: `my brother has ${NUMBER}` }) } },
    },
  ],
  ["the edit of a button", { type: "edit", edit: { message: { type: "button", button: { text: NUMBER } } } }],
])("contact details in %s are not the sender's", (_, message) => {
  expect(metaContacts(message)).toEqual([])
})

test.each<[string, Record<string, unknown>, string[]]>([
  ["text", { type: "text", payload: { text: `call ${NUMBER}` } }, [E164]],
  ["a caption", { type: "image", payload: { url: "https://example.com/1.jpg", caption: `call ${NUMBER}` } }, [E164]],
  ["a button", { type: "button", payload: { text: `Call ${NUMBER}` } }, []],
  ["a list row", { type: "interactive", payload: { text: `Call ${NUMBER}` } }, []],
  ["a forwarded text", { type: "text", payload: { text: `call ${NUMBER}`, context: { forwarded: true } } }, []],
])("BotSpace's own shape: %s", (_, payload, expected) => {
  const body = { id: "m", direction: "incoming", customer: { id: "c" }, phone: { countryCode: "971", phone: "521110001" }, payload }
  expect(contactsOf(botspace, "botspace", body)).toEqual(expected)
})

test.each<[string, unknown, string[]]>([
  ["typed text", `call ${NUMBER}`, [E164]],
  ["what was typed into a field", { text: "Your phone?", value: NUMBER }, [E164]],
  ["a choice of ours", { text: "Whom?", choices: [{ label: `Office ${NUMBER}`, selected: true }] }, []],
])("Crisp: %s", (_, content, expected) => {
  const body = { event: "message:send", website_id: "1", data: { session_id: "s", from: "user", type: "text", content, fingerprint: 1 } }
  expect(contactsOf(crisp, "crisp", body)).toEqual(expected)
})

test("a forwarded STOP is no refusal", () => {
  const parse = (message: Record<string, unknown>) => {
    const body = {
      object: "whatsapp_business_account",
      entry: [{ changes: [{ field: "messages", value: { messages: [{ id: "1", from: "971521110001", ...message }] } }] }],
    }
    const delivery = {
      channel: "botspace",
      idempotencyKey: "k",
      raw: Buffer.from(JSON.stringify(body)),
      headers: {},
      receivedAt: RECEIVED,
    } as const
    const outcome = botspace.parse(delivery, DEFAULT_PARSE_SETTINGS)
    return outcome.outcome === "events" ? outcome.events.flatMap(({ consents }) => consents.map(({ given }) => given)) : null
  }
  const stop = { type: "text", text: { body: "STOP" } }
  expect(parse(stop)).toEqual([false])
  expect(parse({ ...stop, context: { forwarded: true } })).toEqual([])
})
