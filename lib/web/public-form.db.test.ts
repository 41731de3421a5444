import "./testing/environment"
import { eq } from "drizzle-orm"
import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"
import { duplicateItems } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { formRequest, signedRequest, type SignedRequest } from "@/lib/channels/fixtures/signed-request"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"
import { readConsentGates } from "@/lib/leads/consent"
import { loadNurtureFacts } from "@/lib/nurture/enrolment/lead-facts"
import { routesUnderTest, type RoutesUnderTest } from "./testing/routes"

/** What someone with the public form key and a victim's phone number cannot do. */
const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
let app: RoutesUnderTest
let clock = Date.now()

beforeAll(async () => {
  app = await routesUnderTest()
  const intake = {
    inbox: createInbox(app.database.pool),
    secretsOf: (channel: string) =>
      channel === "website" || channel === "ziwo" ? { secrets: [SECRET], formKey: "public-key" } : undefined,
    formLimiter: createPublicFormLimiter(app.database.pool, { perAddressPerMinute: 1_000, overallPerMinute: 1_000 }),
    log: pino({ level: "silent" }),
  }
  Object.assign(globalThis, { oneleadIntake: intake })
})
afterAll(() => app.database.drop())

async function deliver(request: SignedRequest): Promise<string> {
  const response = await app.call("POST", request.path, { headers: request.headers }, request.body.toString())
  expect(response.status).toBe(202)
  const { id } = (await response.json()) as { id: string }
  await drainAll(testCtx(app.database.db))
  const event = (await (await app.call("GET", `/api/v1/events/${id}`, app.as["key:full"])).json()) as { leadId: string }
  return event.leadId
}

/** From our own site's server: signed. `at` is minutes ago. */
async function signed(fields: Record<string, unknown>, minutesAgo = 0): Promise<string> {
  clock += 1_000
  const at = new Date(clock - minutesAgo * 60_000)
  const body = { ...websiteBody({ id: `signed-${clock}`, at, text: "hello" }), ...fields }
  return await deliver(signedRequest("website", body, { secret: SECRET, now: new Date(), deliveryId: `signed-${clock}` }))
}

/** From a browser, by anyone who has read the page's source. */
async function anonymous(fields: Record<string, string>): Promise<string> {
  clock += 1_000
  return await deliver(formRequest({ message: `hello ${clock}`, ...fields }, { formKey: "public-key" }))
}

type Lead = {
  firstTouchAt: string
  emails: string[]
  attribution: { utmSource?: string | null } | null
  identities: { kind: string; value: string; strength: string }[]
  touchpoints: unknown[]
}
const leadOf = async (id: string): Promise<Lead> =>
  (await (await app.call("GET", `/api/v1/leads/${id}`, app.as["key:full"])).json()) as Lead

const contextOf = async (query: string): Promise<number> =>
  (await app.call("GET", `/api/v1/context?${query}`, app.as["key:context"])).status

async function marketingOf(leadId: string): Promise<boolean | null> {
  return (await loadNurtureFacts(app.database.db, [leadId]))[0]?.marketing ?? null
}

test("it adds a touch to a known lead, but its e-mail is a claim that opens nothing", async () => {
  const victim = await signed({ phone: "+971501110101", name: "Reem Darwish" }, 60)
  expect(await anonymous({ phone: "0501110101", email: "planted@evil.example" })).toBe(victim)
  const lead = await leadOf(victim)
  expect(lead.emails).toEqual([])
  expect(lead.touchpoints).toHaveLength(2)
  expect(lead.identities).toContainEqual(expect.objectContaining({ value: "planted@evil.example", strength: "weak" }))
  expect(await contextOf("email=planted@evil.example")).toBe(404)
  expect(await contextOf("phone=0501110101")).toBe(200)
})

test("nor does one that was planted before the victim was known", async () => {
  const planted = await anonymous({ phone: "0501110102", email: "early@evil.example", name: "Nobody Real" })
  expect(await contextOf("email=early@evil.example")).toBe(200)
  expect(await signed({ phone: "+971501110102", name: "Hala Nasser" })).toBe(planted)
  expect(await contextOf("email=early@evil.example")).toBe(404)
  expect(await contextOf("phone=+971501110102".replace("+", "%2B"))).toBe(200)
})

test("an e-mail that was planted with a stranger's number goes to the person whom a signed event shows with it", async () => {
  const mail = "victim@nasser.example"
  const planted = await anonymous({ phone: "0501110192", email: mail, name: "Nobody Real" })
  const victim = await signed({ phone: "+971501110193", email: mail, name: "Hala Nasser" })
  expect(victim).not.toBe(planted)
  const context = await app.call("GET", `/api/v1/context?email=${mail}`, app.as["key:context"])
  expect(await context.json()).toMatchObject({ leadId: victim, name: "Hala Nasser" })
  expect((await leadOf(planted)).emails).toEqual([])
  const asked = await app.database.db.select().from(duplicateItems).where(eq(duplicateItems.leadB, planted))
  expect(asked).toMatchObject([{ leadA: victim, reason: "linked_by_event", identityValue: mail }])
  expect(await anonymous({ phone: "0501110192", email: mail })).toBe(planted)
  expect(await signed({ email: mail })).toBe(victim)
})

test("a signed event that states the claim confirms it", async () => {
  const person = await signed({ phone: "+971501110103", name: "Omar Saleh" }, 30)
  await anonymous({ phone: "0501110103", email: "omar@saleh.example" })
  expect(await signed({ phone: "+971501110103", email: "omar@saleh.example" })).toBe(person)
  expect((await leadOf(person)).emails).toEqual(["omar@saleh.example"])
  expect(await contextOf("email=omar@saleh.example")).toBe(200)
})

test("it cannot raise consent after a withdrawal, only withdraw it", async () => {
  const consent = (given: boolean) => ({ given, purpose: "marketing" })
  const person = await signed({ phone: "+971501110104", consent: consent(true) }, 50)
  await signed({ phone: "+971501110104", consent: consent(false) }, 40)
  await anonymous({ phone: "0501110104", consent: "yes", consent_purpose: "marketing", consent_given_at: "2031-01-01T00:00:00Z" })
  expect(await marketingOf(person)).toBe(false)
  await signed({ phone: "+971501110104", consent: consent(true) })
  expect(await marketingOf(person)).toBe(true)
})

test("its refusal ends marketing to a known customer, and not the service", async () => {
  const customer = await signed({ phone: "+971501110144", name: "Reem Darwish" }, 50)
  await anonymous({ phone: "0501110144", consent: "no" })
  const own = await anonymous({ phone: "0501110145", consent: "no" })
  const gates = await readConsentGates(app.database.db, [customer, own])
  expect(gates.get(customer)).toEqual({ service: true, marketing: false })
  expect(gates.get(own)?.service).toBe(false)
})

test("it cannot date itself before the first touch, and the first source stays", async () => {
  const person = await signed({ phone: "+971501110105", utm_source: "google" }, 24 * 60)
  const before = await leadOf(person)
  await anonymous({ phone: "0501110105", utm_source: "rival", submitted_at: "2020-01-01T00:00:00Z" })
  const after = await leadOf(person)
  expect(after.touchpoints).toHaveLength(2)
  expect(after.firstTouchAt).toBe(before.firstTouchAt)
  expect(after.attribution?.utmSource).toBe(before.attribution?.utmSource)
})

test("an e-mail planted on a person known from forms alone opens nothing", async () => {
  const person = await anonymous({ phone: "0501110106", name: "Salma Aziz" })
  expect(await anonymous({ phone: "0501110106", email: "second@evil.example" })).toBe(person)
  expect(await contextOf("email=second@evil.example")).toBe(404)
  expect(await contextOf("phone=0501110106")).toBe(200)
})

test("strangers' names do not cut a customer off from their number", async () => {
  const person = await signed({ phone: "+971501110107", name: "Reem Darwish" }, 10)
  for (const name of ["Ivan Petrov", "Maria Gonzalez", "Peter Jones"]) expect(await anonymous({ phone: "0501110107", name })).toBe(person)
  expect(await signed({ phone: "+971501110107", name: undefined })).toBe(person)
  expect(await contextOf("phone=0501110107")).toBe(200)
})

test("consent on one lead of a shared number is no consent after another lead of it said stop", async () => {
  const phone = "+971501110108"
  for (const name of ["Ahmed Darwish", "Mariam Khoury", "Rajesh Kumar"]) await signed({ phone, name }, 30)
  const stopped = await signed({ phone, name: "Hala Nasser", consent: { given: false, purpose: "marketing" } }, 20)
  const other = await anonymous({ phone, name: "Olga Ivanova", consent: "yes", consent_purpose: "marketing" })
  expect(other).not.toBe(stopped)
  expect(await marketingOf(other)).toBe(false)
  expect((await readConsentGates(app.database.db, [other])).get(other)?.marketing).toBe(false)
  await signed({ phone, name: "Olga Ivanova", consent: { given: true, purpose: "marketing" } })
  expect(await marketingOf(other)).toBe(true)
  expect(await marketingOf(stopped)).toBe(false)
})
