import { afterAll, beforeAll, expect, test } from "vitest"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { readSetting } from "@/lib/platform/settings/setting"
import { chooseFormKeys, listForms } from "./form-keys"
import { FORM_CHOICES } from "@/lib/intake/parse-settings"
import { openSenderBench, type SenderBench } from "@/lib/intake/intake-testing"
import { getEvent } from "./queries"

/** Forms as builders post them, from the webhook to the lead. */
let bench: SenderBench
let serial = 0
beforeAll(async () => {
  bench = await openSenderBench()
})
afterAll(() => bench.close())

function number() {
  serial += 1
  return `+9715056${String(10_000 + serial)}`
}
const valuesOf = (lead: Awaited<ReturnType<SenderBench["send"]>>["lead"], kind: string) =>
  lead?.identities.filter((one) => one.kind === kind).map(({ value }) => value)

test.each([
  ["capitals", (phone: string) => ({ Name: "Huda Forms", Phone: phone, "E-Mail": "huda.a@mail.example" })],
  [
    "Elementor",
    (phone: string) => ({ "form_fields[name]": "Huda Forms", "form_fields[phone]": phone, "form_fields[email]": "huda.b@mail.example" }),
  ],
  ["Contact Form 7", (phone: string) => ({ "your-name": "Huda Forms", "tel-12": phone, "your-email": "huda.c@mail.example" })],
  ["camel case", (phone: string) => ({ fullName: "Huda Forms", mobileNumber: phone, emailAddress: "huda.d@mail.example" })],
  ["no labels", (phone: string) => ({ "No Label name": "Huda Forms", "No Label phone": phone, "No Label email": "huda.e@mail.example" })],
  ["Arabic", (phone: string) => ({ "الاسم الكامل": "Huda Forms", "رقم الجوال": phone, "البريد الإلكتروني": "huda.f@mail.example" })],
])("a form with the keys of %s becomes a lead with name, phone and e-mail", async (_builder, form) => {
  const phone = number()
  const { lead, event } = await bench.submit(form(phone))
  expect(event).toMatchObject({ state: "done", notes: [] })
  expect(lead?.name).toBe("Huda Forms")
  expect(valuesOf(lead, "phone")).toEqual([phone])
  expect(valuesOf(lead, "email")).toHaveLength(1)
})

test("a repeated key with an empty first value, and a name in two parts, are whole", async () => {
  const phone = number()
  const { lead } = await bench.submit(`first_name=Rania&last-name=Saab&phone=&phone=${encodeURIComponent(phone)}`)
  expect([lead?.name, ...(valuesOf(lead, "phone") ?? [])]).toEqual(["Rania Saab", phone])
})

test("objects, lists and answers in JSON are read, and a rental's dates with their times", async () => {
  const phone = number()
  const { lead } = await bench.send("website", {
    submission_id: phone,
    name: { first: "Omar", last: "Forms" },
    contact: { phone: { full: phone, country: "AE" }, email: `omar.${serial}@mail.example` },
    answers: [
      { question: "Which car would you like?", answer: "Nissan Patrol" },
      { question: "Pick-up date", answer: "20/12/2026" },
      { question: "Pick-up time", answer: "3 pm" },
      { question: "Do you have a child seat?", answer: "No, please bring one" },
    ],
  })
  expect(lead).toMatchObject({ name: "Omar Forms", vehicle: "Nissan Patrol", fields: { pickup_date: { value: "2026-12-20 15:00" } } })
  expect(valuesOf(lead, "phone")).toEqual([phone])
  expect(lead?.touchpoints[0]?.details["fields"]).toEqual({ "Do you have a child seat?": "No, please bring one" })
})

test("a value under a key that says nothing is read by its looks, and what nobody understands stands on the timeline", async () => {
  const phone = number()
  const { lead } = await bench.submit({
    contact: phone,
    field_7: `mute.${serial}@mail.example`,
    "text-3": "Hala",
    "Flight number": "EK 202",
    agent_email: "agent@dealer.example",
  })
  expect(valuesOf(lead, "phone")).toEqual([phone])
  expect(valuesOf(lead, "email")).toEqual([`mute.${serial}@mail.example`])
  expect(lead?.touchpoints[0]?.details["fields"]).toEqual({
    "text-3": "Hala",
    "Flight number": "EK 202",
    agent_email: "agent@dealer.example",
  })
})

test("a form's fields never become marks of our own on the timeline", async () => {
  const { lead } = await bench.submit({ name: "Hala Marks", phone: number(), automated: "true", notes: "call me", answers: "x" })
  expect(lead?.touchpoints[0]?.details).toMatchObject({ fields: { automated: "true" } })
  expect(lead?.touchpoints[0]?.details["automated"]).toBeUndefined()
})

test("campaign parameters count in any spelling", async () => {
  const { lead } = await bench.submit({
    name: "Hala Ads",
    phone: number(),
    "form_fields[utm_source]": "google",
    utmCampaign: "winter",
    GCLID: "Cj0",
  })
  expect(lead?.attribution).toMatchObject({ first: { utmSource: "google", utmCampaign: "winter", gclid: "Cj0" } })
})

test("a form of which nothing is understood is kept as dead, with the keys that came", async () => {
  const { event } = await bench.submit({ q1: "blue", q2: "two" })
  expect(event).toMatchObject({ state: "dead", reason: expect.stringMatching(/none of name, phone, email or message.*"q1", "q2"/) })
})

test("an admin sees which keys came under which form, points them elsewhere, and the dead submissions become leads with it", async () => {
  const phone = number()
  const submit = (given: Record<string, string>) => bench.submit({ form_name: "Gravity 7", ...given })
  const { event } = await submit({ "text-1": "Layla", "text-2": "Gravity", "quote for": phone })
  expect(event.state).toBe("dead")
  const view = (await listForms(bench.ctx)).find(({ form }) => form === "Gravity 7")
  expect(view).toMatchObject({ submissions: 1, dead: 1 })
  expect(view?.keys).toMatchObject([
    { key: "form_name", readAs: "form", by: "key" },
    { key: "text-1", readAs: null, sample: "Layla" },
    { key: "text-2", readAs: null, sample: "Gravity" },
    { key: "quote for", readAs: null, sample: phone },
  ])
  const keys = { "text-1": "first_name", "text-2": "last_name", "quote for": "phone" } as const
  expect(await chooseFormKeys(bench.ctx, { form: "Gravity 7", keys })).toEqual({ replayed: 1 })
  await drainAll(bench.ctx)
  const { state, leadId } = await getEvent(bench.ctx, { receipt: event.id })
  expect([state, leadId !== null]).toEqual(["done", true])
  const again = await submit({ "text-1": "Layla", "text-2": "Gravity", "quote for": phone, "2": "again" })
  expect(again.lead).toMatchObject({ id: leadId, name: "Layla Gravity", phones: [phone] })
  const elsewhere = await bench.submit({ form_name: "Other form", "text-1": "Layla", "quote for": phone })
  expect(elsewhere.event.state).toBe("dead")
})

test("admins who save keys at the same moment, of one form or of two, all count", async () => {
  const names = ["First", "Second"].flatMap((form) => ["a", "b", "c", "d"].map((key) => ({ form, key })))
  await Promise.all(names.map(({ form, key }) => chooseFormKeys(bench.ctx, { form, keys: { [key]: "company" } })))
  await chooseFormKeys(bench.ctx, { form: "First", keys: { d: null } })
  const { forms } = await readSetting(bench.ctx.db, FORM_CHOICES)
  const all = { a: "company", b: "company", c: "company", d: "company" }
  const { d: _automatic, ...others } = all
  expect([forms["First"], forms["Second"]]).toEqual([others, all])
})
