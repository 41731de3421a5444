import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { WEBHOOK_CHANNELS } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"
import { DEFAULT_PARSE_SETTINGS, type InboundRequest, type StoredDelivery } from "./contract"
import * as bodies from "./fixtures/bodies"
import { formRequest, signedRequest, type SignedRequest } from "./fixtures/signed-request"
import { adapterFor } from "./registry"
import { signStandard } from "@/lib/platform/signature"

const NOW = new Date("2026-03-02T08:00:00Z")
const SECRETS = {
  website: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  chatbot: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  erp: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  crisp: "crisp_secret",
  botspace: "bs_secret",
  ziwo: "zw_secret",
}
const CHANNELS = Object.keys(SECRETS) as (keyof typeof SECRETS)[]
const sample = (given: Partial<bodies.Sample> = {}): bodies.Sample => ({
  id: "e-1",
  at: NOW,
  name: "Layla Haddad",
  phone: "+971501234567",
  email: "layla@example.com",
  text: "Hi",
  ...given,
})

const inbound = (request: SignedRequest, now = NOW): InboundRequest => ({
  method: request.method,
  url: new URL(request.path, "https://leads.example.com"),
  headers: request.headers,
  raw: request.body,
  remoteAddress: null,
  now,
})

function adapter(channel: string) {
  const found = adapterFor(channel)
  if (!found) throw new Error(channel)
  return found
}

function parse(channel: string, body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body))
  const request: InboundRequest = {
    method: "POST",
    url: new URL("https://leads.example.com/x"),
    headers,
    raw,
    remoteAddress: null,
    now: NOW,
  }
  const delivery: StoredDelivery = {
    channel: adapter(channel).channel,
    idempotencyKey: adapter(channel).idempotencyKey(request),
    raw,
    headers,
    receivedAt: NOW,
  }
  return adapter(channel).parse(delivery, DEFAULT_PARSE_SETTINGS)
}

function only(channel: string, body: unknown): LeadEvent {
  const outcome = parse(channel, body)
  if (outcome.outcome !== "events" || !outcome.events[0]) throw new Error(JSON.stringify(outcome))
  return outcome.events[0]
}

describe.each(CHANNELS)("%s: authenticity", (channel) => {
  const secret = SECRETS[channel]
  const good = () => inbound(signedRequest(channel, bodies.sampleBody(channel, sample()), { secret, now: NOW }))

  test("an authentic request passes, under the old secret and the new", () => {
    expect(adapter(channel).verify(good(), { secrets: [secret] })).toMatchObject({ ok: true })
    expect(adapter(channel).verify(good(), { secrets: ["whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0IG5ldyE=", secret] })).toMatchObject({ ok: true })
  })

  test("a wrong secret, an empty one and none at all are refused", () => {
    for (const secrets of [["whsec_d3Jvbmcgc2VjcmV0IHdyb25nIHNlY3JldCE="], [""], []]) {
      expect(adapter(channel).verify(good(), { secrets })).toMatchObject({ ok: false })
    }
  })

  test("a request without its header or key is refused", () => {
    const request = { ...good(), headers: { "content-type": "application/json" }, url: new URL("https://leads.example.com/api/webhooks/x") }
    expect(adapter(channel).verify(request, { secrets: [secret] })).toMatchObject({ ok: false })
  })
})

describe.each(["website", "chatbot", "erp", "crisp"] as const)("%s: signed bytes", (channel) => {
  const secret = SECRETS[channel]
  const good = () => inbound(signedRequest(channel, bodies.sampleBody(channel, sample()), { secret, now: NOW }))

  test("one changed byte is refused", () => {
    const request = good()
    const raw = Buffer.from(request.raw)
    raw[raw.length - 2] = (raw[raw.length - 2] ?? 0) ^ 1
    expect(adapter(channel).verify({ ...request, raw }, { secrets: [secret] })).toMatchObject({ ok: false })
  })

  test.each([-301_000, 301_000])("a timestamp %i ms away is refused, one within five minutes passes", (offset) => {
    expect(adapter(channel).verify({ ...good(), now: new Date(NOW.getTime() + offset) }, { secrets: [secret] })).toMatchObject({
      ok: false,
    })
    expect(adapter(channel).verify({ ...good(), now: new Date(NOW.getTime() + offset * 0.9) }, { secrets: [secret] })).toMatchObject({
      ok: true,
    })
  })
})

test("Standard Webhooks signs as the published vector does", () => {
  expect(signStandard(SECRETS.website, "msg_1", "1700000000", Buffer.from('{"event_id":"evt_1"}'))).toBe(
    "v1,9QBQvaJqPu/ajYfrWfahBZKi662Ae5K1IVZdmS10xys=",
  )
})

describe("website forms", () => {
  const form = (fields: Record<string, string>, origin?: string) =>
    inbound(formRequest(fields, { formKey: "fk", ...(origin ? { origin } : {}) }))
  const secrets = { secrets: [], formKey: "fk", formOrigins: ["https://www.falcon-cars.example"] }

  test("a page of ours may post, another may not, and an unknown form key never", () => {
    expect(adapter("website").verify(form({ name: "A" }, "https://www.falcon-cars.example"), secrets)).toMatchObject({
      ok: true,
      trust: "public",
    })
    expect(adapter("website").verify(form({ name: "A" }, "https://evil.example"), secrets)).toMatchObject({ ok: false })
    expect(adapter("website").verify(inbound(formRequest({ name: "A" }, { formKey: "guess" })), secrets)).toMatchObject({ ok: false })
  })

  test("a double click is one delivery, the same words an hour later are another", () => {
    const first = form({ name: "Layla ", phone: "0501234567" })
    const again = form({ phone: "0501234567", name: "layla" })
    expect(adapter("website").idempotencyKey(again)).toBe(adapter("website").idempotencyKey(first))
    expect(adapter("website").idempotencyKey({ ...again, now: new Date(NOW.getTime() + 3_600_000) })).not.toBe(
      adapter("website").idempotencyKey(first),
    )
  })

  test("the visitor is sent back to the page's own site and nowhere else", () => {
    const receipt = { id: "r", duplicate: false }
    const home = adapter("website").accepted?.(
      form({ name: "A", _redirect: "https://www.falcon-cars.example/thanks" }, "https://www.falcon-cars.example"),
      receipt,
    )
    expect(home).toMatchObject({ status: 303, headers: { location: "https://www.falcon-cars.example/thanks" } })
    const away = adapter("website").accepted?.(
      form({ name: "A", _redirect: "https://evil.example/" }, "https://www.falcon-cars.example"),
      receipt,
    )
    expect(away).toMatchObject({ status: 202, body: receipt })
  })

  test("a body that is a list of fields is one submission", () => {
    const list = [
      { name: "name", value: "Omar Saleh" },
      { name: "phone", value: "0501234567" },
    ]
    expect(parse("website", list)).toMatchObject({ events: [{ identities: [{ raw: "0501234567" }], fields: [{ value: "Omar Saleh" }] }] })
    const people = [
      { name: "Omar", phone: "0501234567" },
      { name: "Reem", phone: "0501234568" },
    ]
    expect(parse("website", people)).toMatchObject({ outcome: "unreadable" })
  })

  test.each(["1772438370000", "1772438370", "2026-03-02T07:59:30Z", "2 Mar 2026 11:59:30", "02/03/2026 11:59:30"])(
    "a form opened at %s was filled in for half a minute",
    (started) => {
      const { headers, body: raw } = formRequest({ name: "A", _started_at: started }, { formKey: "fk" })
      const delivery: StoredDelivery = { channel: "website", idempotencyKey: "form:k", raw, headers, receivedAt: NOW }
      expect(adapter("website").formPost?.(delivery, DEFAULT_PARSE_SETTINGS)).toMatchObject({ filledInMs: 30_000 })
    },
  )

  test("what the website's script adds is the visit's source, and neither a name nor a sign of spam", () => {
    const visit = { utm_source: "google", landing_page: "https://x.example/a", referrer: "https://www.google.com/" }
    const first = { _first_utm_source: "instagram", _first_landing_page: "https://x.example/b", _first_at: "2026-03-01T08:00:00Z" }
    const { headers, body: raw } = formRequest({ name: "Omar Saleh", phone: "0501234567", ...visit, ...first }, { formKey: "fk" })
    const delivery: StoredDelivery = { channel: "website", idempotencyKey: "form:k", raw, headers, receivedAt: NOW }
    const outcome = adapter("website").parse(delivery, DEFAULT_PARSE_SETTINGS)
    const source = {
      utmSource: "google",
      landingPage: "https://x.example/a",
      referrer: "https://www.google.com/",
      other: { first_utm_source: "instagram", first_landing_page: "https://x.example/b", first_at: "2026-03-01T08:00:00Z" },
    }
    expect(outcome).toMatchObject({ events: [{ attribution: source, fields: [{ value: "Omar Saleh" }], details: { fields: {} } }] })
    expect(adapter("website").formPost?.(delivery, DEFAULT_PARSE_SETTINGS)).toMatchObject({ texts: [], names: ["Omar Saleh"] })
  })

  test("field aliases, campaign and consent are read", () => {
    const outcome = parse(
      "website",
      Buffer.from(
        "your-name=Omar+Saleh&tel=0501234567&comments=Hello&utm_source=google&utm_id=77&gclid=abc&landing_page=https%3A%2F%2Fx.example%2F&consent=on&consent_purpose=marketing",
      ),
      { "content-type": "application/x-www-form-urlencoded" },
    )
    expect(outcome).toMatchObject({
      outcome: "events",
      events: [
        {
          text: "Hello",
          identities: [{ kind: "phone", raw: "0501234567" }],
          fields: [{ field: "name", value: "Omar Saleh" }],
          attribution: { utmSource: "google", gclid: "abc", other: { utm_id: "77" } },
          consents: [{ given: true, purpose: "marketing" }],
        },
      ],
    })
  })
})

describe("what the channels say", () => {
  test("crisp: the visitor is the person, the operator is not, and a note is internal", () => {
    expect(only("crisp", bodies.crispMessage(sample()))).toMatchObject({
      direction: "inbound",
      author: { role: "person" },
      whenUnknown: "unidentified",
      conversation: { provider: "crisp" },
    })
    expect(only("crisp", bodies.crispReply(sample()))).toMatchObject({
      direction: "outbound",
      author: { role: "agent" },
      whenUnknown: "keep",
      fields: [],
    })
    expect(only("crisp", bodies.crispReply(sample({ extra: { type: "note", from: "operator" } })))).toMatchObject({
      direction: "internal",
      details: { note: true },
    })
    expect(only("crisp", bodies.crispMessage(sample({ name: "visitor493603" }))).fields).toEqual([])
    expect(only("crisp", bodies.crispContact(sample())).identities).toContainEqual(
      expect.objectContaining({ kind: "phone", raw: "+971501234567" }),
    )
  })

  test("botspace: country code and number come together however they are split", () => {
    for (const phone of [
      { countryCode: "971", phone: "501234567" },
      { countryCode: "+971", phone: "0501234567" },
      { countryCode: "971", phone: "971501234567" },
      { countryCode: "00971", phone: "501234567" },
    ]) {
      expect(only("botspace", { ...bodies.botspaceBody(sample()), phone }).identities[0]).toMatchObject({ raw: "+971501234567" })
    }
    expect(only("botspace", bodies.botspaceReply(sample()))).toMatchObject({ direction: "outbound", whenUnknown: "keep", fields: [] })
  })

  test("botspace: a body in Meta's shape yields every message of every entry, with or without a phone", () => {
    const value = (from: string | undefined, user: string, id: string) => ({
      metadata: { phone_number_id: "1065" },
      contacts: [{ profile: { name: "Layla" }, ...(from ? { wa_id: from } : {}), user_id: user }],
      messages: [
        {
          ...(from ? { from } : {}),
          from_user_id: user,
          id,
          timestamp: "1772438400",
          type: "text",
          text: { body: "Hi" },
          referral: { source_id: "1202", source_type: "ad", ctwa_clid: "AR" },
        },
      ],
    })
    const body = {
      object: "whatsapp_business_account",
      entry: [
        { changes: [{ value: value("971501234567", "AE.1", "wamid.1") }] },
        { changes: [{ value: value(undefined, "AE.2", "wamid.2") }] },
      ],
    }
    const outcome = parse("botspace", body)
    expect(outcome).toMatchObject({
      outcome: "events",
      events: [
        { eventKey: "wamid.1", attribution: { adId: "1202", ctwaClid: "AR" } },
        { eventKey: "wamid.2", identities: [{ kind: "whatsapp_user", raw: "AE.2" }] },
      ],
    })
  })

  test("ziwo: answered, missed and outbound calls, and a hidden caller has no number", () => {
    expect(only("ziwo", bodies.ziwoBody(sample()))).toMatchObject({ kind: "call_answered", direction: "inbound", whenUnknown: "lead" })
    expect(only("ziwo", bodies.ziwoMissed(sample()))).toMatchObject({ kind: "call_missed" })
    expect(only("ziwo", bodies.ziwoBody(sample({ extra: { direction: "outbound", didCalled: "971559876543" } })))).toMatchObject({
      direction: "outbound",
      whenUnknown: "keep",
      identities: [{ raw: "971559876543" }],
    })
    expect(only("ziwo", bodies.ziwoBody(sample({ name: undefined, extra: { callerIDNumber: "anonymous" } }))).identities).toEqual([])
  })

  test("ziwo: the recording that comes later is another delivery of the same call", () => {
    const call = bodies.ziwoBody(sample())
    const recorded = bodies.ziwoBody(sample({ extra: { recordingFile: "e-1.mp3" } }))
    expect(only("ziwo", recorded).eventKey).toBe(only("ziwo", call).eventKey)
    const keys = [call, recorded].map((body) =>
      adapter("ziwo").idempotencyKey(inbound(signedRequest("ziwo", body, { secret: "s", now: NOW }))),
    )
    expect(keys[0]).not.toBe(keys[1])
  })

  test("erp: money is kept in minor units and an unknown event type is ignored with its reason", () => {
    expect(only("erp", bodies.erpBody(sample()))).toMatchObject({
      kind: "booking_created",
      booking: { amountMinor: 189_050, currency: "AED" },
      whenUnknown: "customer",
    })
    expect(parse("erp", { ...bodies.erpBody(sample()), event_type: "invoice.paid" })).toMatchObject({
      outcome: "ignored",
      reason: expect.stringContaining("invoice.paid"),
    })
  })

  test("chatbot: a wrong shape is unreadable with the field named, never dropped", () => {
    expect(parse("chatbot", { event_type: "lead.qualified" })).toMatchObject({
      outcome: "unreadable",
      reason: expect.stringContaining("event_id"),
    })
  })

  test("an event from the future is dated by its arrival", () => {
    expect(only("website", bodies.websiteBody(sample({ at: new Date("2031-01-01T00:00:00Z") }))).occurredAt).toEqual(NOW)
  })
})

describe("what is easily misread", () => {
  test("a country beside a phone is understood as a code and as a name", () => {
    const hint = (country: string) => only("website", { ...bodies.websiteBody(sample()), country }).identities[0]?.countries
    expect([hint("UAE"), hint("United Arab Emirates"), hint("ae"), hint("nowhere")]).toEqual([["AE"], ["AE"], ["AE"], ["nowhere"]])
  })

  test("botspace: a national number may begin with its own country code", () => {
    const raw = (countryCode: string, number: string) =>
      only("botspace", { ...bodies.botspaceBody(sample()), phone: { countryCode, phone: number } }).identities[0]?.raw
    expect(raw("91", "9123456789")).toBe("+919123456789")
    expect(raw("7", "7012345678")).toBe("+77012345678")
    expect(raw("91", "919123456789")).toBe("+919123456789")
  })

  test("crisp: an operator's edit is not the visitor's answer, a filled field is", () => {
    const edited = (content: unknown) =>
      only("crisp", {
        website_id: "w",
        event: "message:updated",
        data: { session_id: "s", fingerprint: 1, content },
        timestamp: NOW.getTime(),
      })
    expect(edited({ text: "Our line is 04 123 4567", targets: [] })).toMatchObject({ direction: "internal", author: { role: "system" } })
    expect(edited({ text: "Your phone?", value: "" })).toMatchObject({ direction: "internal" })
    expect(edited({ text: "Your phone?", value: "050 123 4567" })).toMatchObject({
      direction: "inbound",
      author: { role: "person" },
      text: "050 123 4567",
    })
    expect(parse("crisp", { event: "spam:message", data: { session_id: "s" } })).toMatchObject({ outcome: "ignored" })
  })

  test("a form with a photo of the licence keeps its words", () => {
    const head = Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nليلى\r\n--x\r\nContent-Disposition: form-data; name="licence"; filename="a.jpg"\r\n\r\n',
    )
    const body = Buffer.concat([head, Buffer.from([0xff, 0xd8, 0x00, 0xfe]), Buffer.from("\r\n--x--\r\n")])
    expect(parse("website", body, { "content-type": "multipart/form-data; boundary=x" })).toMatchObject({
      outcome: "events",
      events: [{ fields: [{ field: "name", value: "ليلى" }] }],
    })
  })

  test("consent is given by a ticked box, whatever the box says", () => {
    const given = (text: string) => {
      const outcome = parse("website", Buffer.from(`name=A&${text}`), { "content-type": "application/x-www-form-urlencoded" })
      return outcome.outcome === "events" ? outcome.events[0]?.consents[0]?.given : undefined
    }
    expect([given("consent=I+agree"), given("consent=0&consent=1"), given("consent=no"), given("x=1")]).toEqual([
      true,
      true,
      false,
      undefined,
    ])
  })

  test("erp: an amount that says nothing is no amount, and a cancellation of the unknown waits", () => {
    const amount = (value: unknown) =>
      only("erp", { ...bodies.erpBody(sample()), booking: { id: "B", amount: value } }).booking?.amountMinor
    expect([amount(""), amount(" "), amount(true), amount("12.5"), amount(0)]).toEqual([null, null, null, 1250, 0])
    expect(only("erp", { ...bodies.erpBody(sample()), event_type: "booking.cancelled" })).toMatchObject({ whenUnknown: "keep" })
  })

  test("a form posted twice is one delivery though its clock and captcha differ, and cannot take our own site's ids", () => {
    const key = (fields: Record<string, string>) =>
      adapter("website").idempotencyKey(inbound(formRequest({ name: "A", phone: "0501234567", ...fields }, { formKey: "fk" })))
    expect(key({ ts: "1", _t: "a", "cf-turnstile-response": "x" })).toBe(key({ ts: "2", _t: "b", "cf-turnstile-response": "y" }))
    expect(key({ submission_id: "s-1" })).not.toBe("s-1")
    expect(key({ submission_id: "s-1", ts: "1" })).toBe(key({ submission_id: "s-1", ts: "2" }))
  })

  test("a stranger who posts every id first takes no later submission's place", () => {
    const key = (name: string) =>
      adapter("website").idempotencyKey(inbound(formRequest({ name, phone: "0501234567", submission_id: "42" }, { formKey: "fk" })))
    expect(key("Stranger")).not.toBe(key("Customer"))
  })
})

describe("hostile bodies", () => {
  const nasty = [
    '{"a":',
    "[]",
    "null",
    "42",
    '"text"',
    "\u0000",
    `${"[".repeat(100_000)}`,
    '{"__proto__":{"polluted":true},"event":"message:send","data":{"session_id":"s","content":"x\\u0000\\ud800"}}',
    '{"id":12345678901234567890}',
  ]

  test.each(WEBHOOK_CHANNELS.filter((channel) => channel !== "hubspot"))(
    "%s: no bytes make it throw, and no text is unstorable",
    (channel) => {
      const check = (raw: Buffer) => {
        const request: InboundRequest = {
          method: "POST",
          url: new URL("https://x.example/?form=f"),
          headers: {},
          raw,
          remoteAddress: null,
          now: NOW,
        }
        expect(adapter(channel).idempotencyKey(request)).toEqual(expect.any(String))
        const outcome = parse(channel, raw)
        expect(JSON.stringify(outcome)).not.toMatch(/\\u0000|\\ud[89ab]/i)
        expect(parse(channel, raw)).toEqual(outcome)
      }
      for (const text of nasty) check(Buffer.from(text))
      check(Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]))
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => check(Buffer.from(bytes))),
        { numRuns: 60 },
      )
      fc.assert(
        fc.property(fc.json(), (text) => check(Buffer.from(text))),
        { numRuns: 100 },
      )
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined()
    },
  )

  test("`__proto__` is not a channel", () => {
    expect(adapterFor("__proto__")).toBeUndefined()
    expect(adapterFor("constructor")).toBeUndefined()
  })
})
