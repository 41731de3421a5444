import "./testing/environment"
import { sql } from "drizzle-orm"
import pino from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sampleBody, type SampleChannel } from "@/lib/channels/fixtures/bodies"
import { formRequest, signedRequest, type SignedRequest } from "@/lib/channels/fixtures/signed-request"
import { acceptWebhook, type IntakeDeps } from "@/lib/intake/doors/accept-webhook"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { isUnstorable, requirePlain } from "./plain-input"
import { routeFolders, routeModule, routesUnderTest, type RoutesUnderTest } from "./testing/routes"

/**
 * Values that no table can hold, in every field of every route and webhook: they are refused or kept as a dead letter, and
 * are never an error of ours.
 */
let app: RoutesUnderTest
let leadId = ""
beforeAll(async () => {
  app = await routesUnderTest()
  const event = sampleEvent({ identities: [phone("0501230001")], fields: [named("Layla Haddad")] })
  const { ingested } = await app.database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
})
afterAll(() => app.database.drop())

const TEXTS = ["a\u0000b", "\ud800", "0000-01-01", "+275760-09-13T00:00:00Z", "99999999999999999999"]
/** As they stand in JSON, since some are no JavaScript values. */
const JSON_VALUES = [
  ...["a\u0000b", "\ud800", "0000-01-01T00:00:00Z", "9999-99-99"].map((text) => JSON.stringify(text)),
  "1e400",
  "-123456789012345678901234567890",
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
]

/** Not ours to call: a stream that stays open, and next-auth. */
const LEFT_OUT = ["live", "auth/[...nextauth]", "webhooks/[channel]"]

const QUERY = ["q", "phone", "from", "month", "cursor", "limit", "owner", "fileName"]

const BODIES: Record<string, Record<string, unknown>> = {
  "v1/leads": {
    channel: "walk_in",
    name: "Omar",
    phone: "0501234567",
    email: "omar@example.com",
    country: "AE",
    message: "Hi",
    vehicle: "SUV",
    occurredAt: "2026-03-02",
    referredBy: "Ali",
    externalId: "x",
    consent: { given: true, given_at: "2026-03-02", purpose: "marketing" },
  },
  "v1/leads/[id]": {
    name: "Layla",
    phone: "0501230009",
    email: "l@example.com",
    company: "F",
    country: "AE",
    vehicle: "SUV",
    pickup_date: "2026-03-02",
    amount: 100,
    notes: "x",
    version: 1,
  },
  "v1/leads/[id]/stage": { to: "contacted", reason: "x", values: { pickup_date: "2026-03-02", amount: "12" }, note: "x" },
  "v1/tasks": { leadId: "", title: "Call", dueAt: "2030-01-01T08:00:00Z", note: "x", kind: "call" },
  "v1/tasks/[id]/snooze": { until: "2030-01-01T08:00:00Z" },
  "v1/tasks/[id]/complete": { outcome: "called", note: "x" },
  "v1/duplicates/[id]/merge": { survivorId: "", fields: { name: "" } },
  "v1/duplicates/[id]/split": { touchpointIds: [""], identityIds: [""], touchpoints: [""], name: "x" },
}

const filled = (folder: string, value: string): string => folder.replaceAll(/\[\.*\w+\]/g, () => encodeURIComponent(value))

test("no route answers a hostile value in its address, query or body with an error of ours", async () => {
  const failures: string[] = []
  let asked = 0
  const ask = async (method: string, path: string, body?: string) => {
    asked += 1
    const response = await app.call(method, path, app.as.admin, body)
    await response.body?.cancel()
    if (response.status >= 500) failures.push(`${response.status} ${method} ${path.slice(0, 120)} ${(body ?? "").slice(0, 120)}`)
    return response.status
  }
  for (const folder of routeFolders().filter((one) => !LEFT_OUT.includes(one))) {
    const methods = Object.keys(await routeModule(folder)).filter((name) => ["GET", "POST", "PATCH", "PUT", "DELETE"].includes(name))
    for (const method of methods) {
      const plain = folder.startsWith("v1/reports") ? "overview" : leadId
      // A lone surrogate cannot be written into an address.
      const inAddress = TEXTS.map((text) => text.toWellFormed())
      if (folder.includes("["))
        for (const text of inAddress) await ask(method, `/api/${filled(folder, text)}`, method === "GET" ? undefined : "{}")
      if (method === "GET")
        for (const name of QUERY)
          for (const text of inAddress) await ask(method, `/api/${filled(folder, plain)}?${name}=${encodeURIComponent(text)}`)
      else
        for (const [field] of Object.entries(BODIES[folder] ?? { reason: "x" }))
          for (const value of JSON_VALUES) {
            const body = { ...BODIES[folder], ...(folder === "v1/tasks" ? { leadId } : {}) }
            const text = JSON.stringify({ ...body, [field]: "@@" }).replace('"@@"', () => value)
            const status = await ask(method, `/api/${filled(folder, plain)}`, text)
            if (value.includes("\\u0000") || value.includes("\\ud800"))
              expect([404, 409, 422], `${folder} ${field} ${value}`).toContain(status)
          }
    }
  }
  expect(failures).toEqual([])
  expect(asked).toBeGreaterThan(700)
}, 90_000)

const SIGNED = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
const CHANNELS: readonly SampleChannel[] = ["website", "erp", "chatbot", "crisp", "botspace", "ziwo"]

/** Every text, number and date of a sample body, each replaced in turn. */
function replaced(body: unknown, value: string): string[] {
  const variants: string[] = []
  const marked = (one: unknown, path: readonly (string | number)[]): void => {
    if (typeof one === "object" && one !== null) for (const [key, inner] of Object.entries(one)) marked(inner, [...path, key])
    else variants.push(JSON.stringify(put(body, path)).replace('"@@"', () => value))
  }
  const put = (one: unknown, [head, ...rest]: readonly (string | number)[]): unknown => {
    if (head === undefined) return "@@"
    if (Array.isArray(one)) return one.map((inner: unknown, at) => (String(at) === String(head) ? put(inner, rest) : inner))
    return { ...(one as object), [head]: put((one as Record<string, unknown>)[head], rest) }
  }
  marked(body, [])
  return variants
}

test("every webhook stores what it cannot read, and the worker ends with each delivery", async () => {
  const deps: IntakeDeps = {
    inbox: createInbox(app.database.pool),
    secretsOf: (channel) => ({
      secrets: channel === "crisp" || channel === "botspace" || channel === "ziwo" ? ["s"] : [SIGNED],
      formKey: "fk",
    }),
    formLimiter: createPublicFormLimiter(app.database.pool, { perAddressPerMinute: 10_000, overallPerMinute: 10_000 }),
    log: pino({ level: "silent" }),
  }
  const now = new Date()
  const statuses = new Set<number>()
  const post = async (channel: string, { path, headers, body }: SignedRequest) =>
    statuses.add(
      (
        await acceptWebhook(deps, channel, {
          method: "POST",
          url: new URL(path, "http://leads.test"),
          headers,
          raw: body,
          remoteAddress: null,
          now,
        })
      ).status,
    )
  for (const channel of CHANNELS) {
    const sample = sampleBody(channel, {
      id: "hostile",
      at: now,
      name: "Layla",
      phone: "+971501230077",
      email: "h@example.com",
      text: "Hi",
    })
    const secret = channel === "crisp" || channel === "botspace" || channel === "ziwo" ? "s" : SIGNED
    for (const value of JSON_VALUES)
      for (const text of replaced(sample, value))
        await post(channel, signedRequest(channel, Buffer.from(text), { secret, now, deliveryId: newId() }))
  }
  for (const text of TEXTS)
    await post(
      "website",
      formRequest({ name: text, phone: text, message: text, submitted_at: text, submission_id: text }, { formKey: "fk" }),
    )
  expect([...statuses].filter((status) => status >= 500)).toEqual([])
  await drainAll(testCtx(app.database.db))
  const { rows } = await app.database.db.execute(
    sql`select channel, reason, encode(raw, 'escape') as body from inbound_events where state = 'received' or reason like '%failed:%' limit 5`,
  )
  expect(rows).toEqual([])
}, 90_000)

test("what a server action is sent passes the same door", () => {
  for (const value of ["a\u0000", "\ud800", "0000-01-01", Number.POSITIVE_INFINITY, 1e300, { a: [{ "\u0000": 1 }] }])
    expect(() => requirePlain({ field: value }), JSON.stringify(value)).toThrow("cannot be used")
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level += 1) deep = [deep]
  expect(() => requirePlain(deep)).toThrow("nested more than")
  expect(() =>
    requirePlain({ name: "ليلى 🚗", at: new Date(), n: [1.5, -3, null, true], day: "2026-03-02", text: "Room 0000-01-01 please" }),
  ).not.toThrow()
})

test("what a column refuses all the same is the sender's fault too", async () => {
  const refused = await app.database.db.execute(sql`select ${"0000-01-01"}::timestamptz`).catch((error: unknown) => error)
  expect(isUnstorable(refused)).toBe(true)
  expect(isUnstorable(new Error("something else"))).toBe(false)
})
