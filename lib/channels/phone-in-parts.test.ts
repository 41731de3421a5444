import { expect, test } from "vitest"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { botspace } from "./botspace"
import { DEFAULT_PARSE_SETTINGS, type ChannelAdapter } from "./contract"
import { website } from "./website"

const RECEIVED = new Date("2026-05-03T08:00:00Z")

function phonesOf(adapter: ChannelAdapter, raw: string, contentType: string): string[] {
  const delivery = {
    channel: adapter.channel,
    idempotencyKey: "form:k",
    raw: Buffer.from(raw),
    headers: { "content-type": contentType },
    receivedAt: RECEIVED,
  }
  const outcome = adapter.parse(delivery, DEFAULT_PARSE_SETTINGS)
  const events = outcome.outcome === "events" ? outcome.events : []
  return events.flatMap((event) => readEvent(event, null).identities.map(({ value, strength }) => `${value} ${strength}`))
}

const botspacePhone = (phone: unknown) =>
  phonesOf(
    botspace,
    JSON.stringify({ id: "1", direction: "incoming", phone, payload: { type: "text", payload: { text: "Hi" } } }),
    "application/json",
  )

test.each([
  ["225", "0505112233", "+2250505112233"],
  ["229", "0161112233", "+2290161112233"],
  ["242", "066112233", "+242066112233"],
  ["39", "0612345678", "+390612345678"],
  ["+39", "3471112233", "+393471112233"],
  ["971", "0521112223", "+971521112223"],
  ["44", "07911112233", "+447911112233"],
  ["AE", "521112223", "+971521112223"],
  ["ae", "0521112223", "+971521112223"],
  ["Saudi Arabia", "0551112223", "+966551112223"],
  ["AE", "971521112223", "+971521112223"],
  ["CI", "0505112233", "+2250505112233"],
  ["", "971521112223", "+971521112223"],
  ["", "0521112223", "+971521112223"],
  ["", "521112223", "+971521112223"],
  ["nowhere", "521112223", "+971521112223"],
])("BotSpace's %j and %s are the line %s, as in Meta's shape", (countryCode, phone, line) => {
  expect(botspacePhone({ countryCode, phone })).toEqual([expect.stringContaining(`${line} `)])
  expect(phonesOf(botspace, metaBody(line.slice(1)), "application/json")).toEqual(botspacePhone({ countryCode, phone }))
})

test("BotSpace's phone may be one text", () => {
  expect(botspacePhone("971521112223")).toEqual(["+971521112223 personal"])
})

const metaBody = (from: string): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ changes: [{ field: "messages", value: { messages: [{ id: "1", from, type: "text", text: { body: "Hi" } }] } }] }],
  })

test.each([
  ["phone=+96170112233", "+96170112233"],
  ["phone=+9613123456", "+9613123456"],
  ["mobile=+971 52 111 2223", "+971521112223"],
  ["phone=%2B96170112233", "+96170112233"],
  ["phone= 0521112223", "+971521112223"],
  ["phone= 521112223", "+971521112223"],
])("a plus that a form did not encode is a plus again: %s", (body, line) => {
  expect(phonesOf(website, body, "application/x-www-form-urlencoded")).toEqual([`${line} personal`])
})
