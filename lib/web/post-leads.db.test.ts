import "./testing/environment"
import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"
import { routesUnderTest, type RoutesUnderTest } from "./testing/routes"

/** What automation tools post as a lead: n8n and Make send numbers and null, Zapier wraps and sends "". */
let app: RoutesUnderTest
beforeAll(async () => {
  app = await routesUnderTest()
  const intake = {
    inbox: createInbox(app.database.pool),
    secretsOf: () => undefined,
    formLimiter: createPublicFormLimiter(app.database.pool, { perAddressPerMinute: 10, overallPerMinute: 10 }),
    log: pino({ level: "silent" }),
  }
  Object.assign(globalThis, { oneleadIntake: intake })
})
afterAll(() => app.database.drop())

type Json = Record<string, unknown>
const read = async (path: string): Promise<Json> => (await (await app.call("GET", path, app.as["key:full"])).json()) as Json

async function bring(body: unknown): Promise<{ event: Json; lead: Json & { touchpoints: Json[]; phones: string[]; consent: Json[] } }> {
  const response = await app.call("POST", "/api/v1/leads", app.as["key:full"], body)
  expect(response.status).toBe(202)
  await drainAll(testCtx(app.database.db))
  const event = await read(`/api/v1/events/${((await response.json()) as { id: string }).id}`)
  const lead = await read(`/api/v1/leads/${String(event["leadId"])}`)
  return { event, lead: lead as never }
}

test("numbers are numbers, and null and nothing are nothing", async () => {
  const { lead } = await bring({
    channel: "partner",
    name: "Huda Salem",
    phone: 971507770001,
    email: null,
    country: "",
    vehicle: false,
    message: "  ",
    externalId: 4711,
    occurredAt: Math.floor(Date.UTC(2026, 9, 1, 8) / 1000),
    consent: "true",
  })
  expect(lead).toMatchObject({ name: "Huda Salem", phones: ["+971507770001"], emails: [], vehicle: null })
  expect(lead.touchpoints[0]).toMatchObject({ occurredAt: "2026-10-01T08:00:00.000Z", text: null })
  expect(lead.consent).toMatchObject([{ given: true }])
})

test("an id that is a number names the lead as its text does", async () => {
  const first = await app.call("POST", "/api/v1/leads", app.as["key:full"], { channel: "partner", name: "Once", externalId: 99 })
  const again = await app.call("POST", "/api/v1/leads", app.as["key:full"], { channel: "partner", name: "Once", externalId: "99" })
  expect(await again.json()).toEqual({ id: ((await first.json()) as { id: string }).id, duplicate: true })
})

test("what is not known here stands on the timeline, nested as it was", async () => {
  const extra = { deal: { value: 1200, tags: ["suv", "monthly"] }, source_id: 7, newsletter: true }
  const { lead } = await bring({ channel: "partner", name: "Extra Keys", phone: ["0507770002", "055 777 0003"], ...extra })
  expect(lead.touchpoints[0]?.["details"]).toMatchObject(extra)
  expect(lead.phones).toEqual(expect.arrayContaining(["+971507770002", "+971557770003"]))
})

test("one lead in a list is that lead", async () => {
  const { lead } = await bring([{ channel: "partner", name: "Wrapped Rashid", country: "Saudi Arabia", phone: "0507770004" }])
  expect(lead).toMatchObject({ name: "Wrapped Rashid", phones: ["+966507770004"] })
})

test("what is no phone number is said and is no contact of the lead, and a wrong date does not refuse the lead", async () => {
  const { lead } = await bring({ channel: "partner", name: "Twelve Only", phone: 12, occurredAt: "someday" })
  expect(lead).toMatchObject({ phones: [], identities: [] })
  expect(JSON.stringify(lead.touchpoints[0])).toContain("12")
  const text = await bring({ channel: "partner", name: "Call Me", phone: "ask my secretary" })
  expect(text.lead).toMatchObject({ phones: [], identities: [] })
})

test("an edit refuses it outright", async () => {
  const { lead } = await bring({ channel: "partner", name: "Edited Rashid", phone: "0507770005" })
  const answer = await app.call("PATCH", `/api/v1/leads/${String(lead["id"])}`, app.as["key:full"], { phone: "12" })
  expect(answer.status).toBe(422)
  await app.call("PATCH", `/api/v1/leads/${String(lead["id"])}`, app.as["key:full"], { phone: "055 777 0006 (wife) 052 777 0007" })
  expect((await read(`/api/v1/leads/${String(lead["id"])}`))["phones"]).toEqual(["+971507770005", "+971557770006", "+971527770007"])
})

test("a body without anybody in it is refused", async () => {
  for (const body of [{ channel: "partner", name: null, phone: "" }, { channel: "partner" }, { name: "No channel" }, [], "text"])
    expect((await app.call("POST", "/api/v1/leads", app.as["key:full"], body)).status).toBe(422)
})
