import { expect, test } from "vitest"
import { readEvent } from "@/lib/leads/ingest/read-event"
import { DEFAULT_PARSE_SETTINGS } from "../contract"
import { adapterFor } from "../registry"
import { readJson } from "./json-body"

/** The bytes of a text in a single-byte encoding. */
function encode(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(Array.from({ length: 256 }, (_, at) => [decoder.decode(Uint8Array.of(at)), at]))
  return Buffer.from([...text].map((one) => bytes.get(one) ?? 0x3f))
}

const escaped = (bytes: Buffer): string =>
  bytes.reduce((text, byte) => text + (byte < 0x80 ? encodeURIComponent(String.fromCharCode(byte)) : `%${byte.toString(16)}`), "")

function read(raw: Buffer | string, contentType: string) {
  const delivery = {
    channel: "website",
    idempotencyKey: "form:k",
    raw: Buffer.from(raw),
    headers: { "content-type": contentType },
    receivedAt: new Date("2026-05-03T08:00:00Z"),
  } as const
  const outcome = adapterFor("website")?.parse(delivery, DEFAULT_PARSE_SETTINGS)
  const [event] = outcome?.outcome === "events" ? outcome.events : []
  if (!event) throw new Error(JSON.stringify(outcome))
  const { name, notes } = readEvent(event, null)
  return { name: name?.display, notes: notes.map(({ text }) => text) }
}

const FORM = "application/x-www-form-urlencoded"
const ARABIC = "سعاد المنصوري"
const notUtf8 = (name: string) => [`the body is not valid UTF-8; it is read as ${name}`]

test.each([
  [`name=${escaped(encode(ARABIC, "windows-1256"))}&phone=0521112223`, FORM, ARABIC, notUtf8("Windows Arabic (1256)")],
  [`name=${escaped(encode("Chloé Lefèvre", "windows-1252"))}&phone=0521112223`, FORM, "Chloé Lefèvre", notUtf8("Windows Western (1252)")],
  [`name=${escaped(encode("Анна Кузнецова", "windows-1251"))}`, FORM, "Анна Кузнецова", notUtf8("Windows Cyrillic (1251)")],
  [`name=${escaped(encode("Çağla Işık", "windows-1254"))}`, `${FORM}; charset=iso-8859-9`, "Çağla Işık", notUtf8("iso-8859-9")],
  [`name=${encodeURIComponent(ARABIC)}`, FORM, ARABIC, []],
  [`name=${[...ARABIC].map((one) => (one === " " ? "+" : `%u0${one.charCodeAt(0).toString(16)}`)).join("")}`, FORM, ARABIC, []],
  [`name=${encodeURIComponent([...ARABIC].map((one) => (one === " " ? " " : `&#${one.charCodeAt(0)};`)).join(""))}`, FORM, ARABIC, []],
  [encode(`name=${ARABIC}&phone=0521112223`, "windows-1256"), FORM, ARABIC, notUtf8("Windows Arabic (1256)")],
  [encode(`{"name":"${ARABIC}","phone":"0521112223"}`, "windows-1256"), "application/json", ARABIC, notUtf8("Windows Arabic (1256)")],
  [encode('{"name":"Chloé Lefèvre"}', "latin1"), "application/json; charset=latin1", "Chloé Lefèvre", notUtf8("latin1")],
  [
    encode(`--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n${ARABIC}\r\n--x--\r\n`, "windows-1256"),
    "multipart/form-data; boundary=x",
    ARABIC,
    notUtf8("Windows Arabic (1256)"),
  ],
  [Buffer.from(`{"name":"${ARABIC}"}`, "utf16le"), "application/json", ARABIC, notUtf8("UTF-16 (little endian)")],
  [Buffer.from('{"name":"Huda Nasser"}', "utf16le").swap16(), "application/json", "Huda Nasser", notUtf8("UTF-16 (big endian)")],
  [
    JSON.stringify({ name: Buffer.from(ARABIC).toString("latin1") }),
    "application/json",
    ARABIC,
    ["the body was encoded twice; it is read as it was written first"],
  ],
])("a body in another encoding is read, and a note says so: %#", (raw, contentType, name, notes) => {
  expect(read(raw, contentType)).toEqual({ name, notes })
})

test("bytes that no encoding makes JSON of are still refused, and hostile ones quickly", () => {
  expect(readJson(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))).toEqual({ ok: false, reason: "the body is not valid JSON" })
  expect(readJson(Buffer.alloc(250_000, 0xe3)).ok).toBe(false)
})

test.each(["chatbot", "crisp", "botspace"])("%s: a body in another encoding is read as well", (channel) => {
  const bodies: Record<string, unknown> = {
    chatbot: {
      event_id: "1",
      event_type: "lead.qualified",
      occurred_at: "2026-05-03T07:00:00Z",
      visitor: { name: ARABIC, phone: "+971521112223" },
    },
    crisp: { event: "message:send", data: { session_id: "s", from: "user", type: "text", content: ARABIC, user: { nickname: ARABIC } } },
    botspace: {
      id: "1",
      direction: "incoming",
      customer: { id: "c", name: ARABIC },
      phone: "971521112223",
      payload: { type: "text", payload: { text: ARABIC } },
    },
  }
  const body = bodies[channel]
  const raw = encode(JSON.stringify(body), "windows-1256")
  const delivery = { channel: channel as "crisp", idempotencyKey: "k", raw, headers: {}, receivedAt: new Date("2026-05-03T08:00:00Z") }
  const outcome = adapterFor(channel)?.parse(delivery, DEFAULT_PARSE_SETTINGS)
  expect(outcome).toMatchObject({ outcome: "events", events: [{ notes: [{ about: "text", text: notUtf8("Windows Arabic (1256)")[0] }] }] })
})
