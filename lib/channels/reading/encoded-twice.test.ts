import { expect, test } from "vitest"
import { DEFAULT_PARSE_SETTINGS } from "../contract"
import { website } from "../website"

const FORM = "application/x-www-form-urlencoded"
const JSON_TYPE = "application/json"
const ANSWERS = { name: "Suad Mansoori", phone: "+966521112223" }
const AS_JSON = JSON.stringify(ANSWERS)
const AS_FORM = new URLSearchParams(ANSWERS).toString()

function read(raw: string, contentType: string) {
  const delivery = {
    channel: "website",
    idempotencyKey: "form:k",
    raw: Buffer.from(raw),
    headers: { "content-type": contentType },
    receivedAt: new Date("2026-05-03T08:00:00Z"),
  } as const
  const outcome = website.parse(delivery, DEFAULT_PARSE_SETTINGS)
  const [event] = outcome.outcome === "events" ? outcome.events : []
  return event === undefined ? outcome : { name: event.fields[0]?.value, phone: event.identities[0]?.raw }
}

test.each([
  ["JSON in a JSON string", JSON.stringify(AS_JSON), JSON_TYPE],
  ["JSON in a string in a string", JSON.stringify(JSON.stringify(AS_JSON)), JSON_TYPE],
  ["JSON in a field of JSON", JSON.stringify({ payload: AS_JSON }), JSON_TYPE],
  ["JSON in a string in a field of JSON", JSON.stringify({ payload: JSON.stringify(AS_JSON) }), JSON_TYPE],
  ["JSON in a field of a form", new URLSearchParams({ data: AS_JSON }).toString(), FORM],
  ["escaped JSON in a field of a form", new URLSearchParams({ data: encodeURIComponent(AS_JSON) }).toString(), FORM],
  ["JSON that is called a form", AS_JSON, FORM],
  ["escaped JSON that is called a form", encodeURIComponent(AS_JSON), FORM],
  ["a JSON string that is called a form", JSON.stringify(AS_JSON), FORM],
  ["a form in a form", encodeURIComponent(AS_FORM), FORM],
  ["values that were escaped before", `name=Suad%2520Mansoori&phone=%252B966521112223`, FORM],
  ["a form that is called JSON", AS_FORM, JSON_TYPE],
  ["a form that is called text", AS_FORM, "text/plain"],
])("%s is read as what it holds", (_, raw, contentType) => {
  expect(read(raw, contentType)).toEqual(ANSWERS)
})

test("a link and a percentage in a form stay as written", () => {
  const raw = new URLSearchParams({ ...ANSWERS, message: "20% off? https://falcon.ae/?q=a%20b" }).toString()
  const outcome = website.parse(
    { channel: "website", idempotencyKey: "form:k", raw: Buffer.from(raw), headers: { "content-type": FORM }, receivedAt: new Date(0) },
    DEFAULT_PARSE_SETTINGS,
  )
  expect(outcome).toMatchObject({ events: [{ text: "20% off? https://falcon.ae/?q=a%20b" }] })
})

test("JSON that nests too deep is refused however often it is encoded", () => {
  const deep = `${"[".repeat(70)}${"]".repeat(70)}`
  expect(read(JSON.stringify(JSON.stringify(deep)), JSON_TYPE)).toMatchObject({ outcome: "unreadable" })
})
