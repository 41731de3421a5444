import pino from "pino"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { botspaceBody, websiteBody, ziwoBody, type Sample } from "@/lib/channels/fixtures/bodies"
import { formRequest, signedRequest, type SignedRequest } from "@/lib/channels/fixtures/signed-request"
import { listDuplicates } from "@/lib/duplicates/items/queries"
import { getLead } from "@/lib/leads/get-lead"
import { listLeads } from "@/lib/leads/list-leads"
import type { Ctx } from "@/lib/platform/context"
import { acceptWebhook, type IntakeDeps } from "@/lib/intake/doors/accept-webhook"
import { drainAll } from "./drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"

/** What senders write about one phone line, from the signed request to the list of leads. */
const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

let database: TestDatabase
let ctx: Ctx
let deps: IntakeDeps
let serial = 0
beforeAll(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db)
  deps = {
    inbox: createInbox(database.pool),
    secretsOf: (channel) => ({ secrets: channel === "botspace" || channel === "ziwo" ? ["secret"] : [SECRET], formKey: "fk" }),
    formLimiter: createPublicFormLimiter(database.pool, { perAddressPerMinute: 1000, overallPerMinute: 1000 }),
    log: pino({ level: "silent" }),
  }
})
afterAll(() => database.drop())

async function deliver({ path, headers, body }: SignedRequest, channel: string): Promise<void> {
  const url = new URL(path, "https://leads.example.com")
  const answer = await acceptWebhook(deps, channel, {
    method: "POST",
    url,
    headers,
    raw: body,
    remoteAddress: "127.0.0.1",
    now: new Date(),
  })
  expect(answer.status).toBe(202)
  await drainAll(ctx)
}

const sample = (given: Partial<Sample>): Sample => ({ id: `phone-${(serial += 1)}`, at: new Date(), text: "Hello", ...given })

function form(fields: Record<string, unknown>): Promise<void> {
  const { country: _, ...body } = { ...websiteBody(sample({})), page_url: "https://www.falcon-cars.com/fleet", ...fields } as Record<
    string,
    unknown
  >
  return deliver(
    signedRequest(
      "website",
      { ...body, ...("country" in fields ? { country: fields["country"] } : {}) },
      { secret: SECRET, now: new Date() },
    ),
    "website",
  )
}

function browserForm(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<void> {
  const request = formRequest({ message: "Hello", submission_id: `browser-${(serial += 1)}`, ...fields }, { formKey: "fk" })
  return deliver({ ...request, headers: { ...request.headers, ...headers } }, "website")
}

function whatsapp(from: string, name: string, waId = from): Promise<void> {
  const id = `wamid.${(serial += 1)}`
  const message = { id, from, timestamp: String(Math.floor(Date.now() / 1000)), type: "text", text: { body: "Price?" } }
  const value = { metadata: { phone_number_id: "999" }, contacts: [{ wa_id: waId, profile: { name } }], messages: [message] }
  const body = { object: "whatsapp_business_account", entry: [{ changes: [{ field: "messages", value }] }] }
  return deliver(signedRequest("botspace", body, { secret: "secret", now: new Date() }), "botspace")
}

const found = async (phone: string) => (await listLeads(ctx, { phone })).data

async function questionsAbout(leadId: string): Promise<string[]> {
  const { data } = await listDuplicates(ctx, { status: "pending" })
  return data.filter(({ leads }) => leads.some(({ id }) => id === leadId)).map(({ reason }) => reason)
}

describe("a number that its network vouches for", () => {
  test.each([
    ["a Brazilian mobile without its ninth digit", "558596340011", "+55 85 99634-0011"],
    ["a Mexican one with the old 1", "5213312340022", "+52 33 1234 0022"],
    ["an Argentinian one with the 9", "5493514560033", "+54 351 456-0033"],
    ["an eight-digit number of Benin", "22997330044", "+229 01 97 33 00 44"],
    ["an eight-digit number of Ivory Coast", "22548330055", "+225 07 48 33 00 55"],
  ])("%s is found by either spelling and joined by either", async (_, waId, today) => {
    await whatsapp(waId, "Bruna")
    await form({ phone: today, email: `${waId}@mail.example` })
    const [lead, ...others] = await found(waId)
    expect(others).toEqual([])
    expect(lead).toMatchObject({
      kind: "lead",
      phones: [today.replaceAll(/[^\d+]/g, "").replace("+54351", "+549351")],
      emails: [`${waId}@mail.example`],
    })
    expect((await found(today)).map(({ id }) => id)).toEqual([lead?.id])
  })

  test("one that no plan knows is listed, found and joined by its own spelling", async () => {
    await whatsapp("254999440066", ".")
    await whatsapp("254999440066", ".")
    expect(await found("+254999440066")).toMatchObject([{ kind: "lead", phones: ["+254999440066"] }])
    await deliver(signedRequest("ziwo", ziwoBody(sample({ phone: "+971599440077" })), { secret: "secret", now: new Date() }), "ziwo")
    const [caller] = await found("0599440077")
    expect(caller).toMatchObject({ kind: "lead", phones: ["+971599440077"] })
    const detail = await getLead(ctx, { leadId: caller?.id ?? "" })
    expect(detail.identities).toMatchObject([{ kind: "phone", strength: "personal" }])
  })

  test("the name of a WhatsApp contact is read when its id is the other spelling of the sender", async () => {
    await whatsapp("5585996340088", "Fabio", "558596340088")
    expect(await found("558596340088")).toMatchObject([{ name: "Fabio" }])
  })
})

describe("the country beside a phone", () => {
  test.each([
    [{ country: "Saudi Arabia" }],
    [{ country: "السعودية" }],
    [{ country: "🇸🇦" }],
    [{ country_code: "+966" }],
    [{ "form_fields[dialCode]": "00966" }],
    [{ phone_code: 966 }],
    [{ "phone-cf7it-country-name": "Saudi Arabia (‫المملكة العربية السعودية‬‎)" }],
  ])("%j makes a local number Saudi, and no lead of the Emirates gets it", async (beside) => {
    const local = `050666${String((serial += 1)).padStart(4, "0")}`
    await form({ name: "Saif Nasser", phone: local })
    await form({ phone: local, email: `riyadh.${serial}@mail.example`, ...beside })
    const phones = (await found(local)).map((lead) => [lead.phones, lead.emails.length])
    expect(phones).toContainEqual([[`+971${local.slice(1)}`], 0])
    expect(phones).toContainEqual([[`+966${local.slice(1)}`], 1])
  })

  test("a dial code makes a national number whole", async () => {
    await browserForm({ name: "Anil Rao", phone: "98765 00123", country_code: "+91" })
    expect(await found("+919876500123")).toHaveLength(1)
    expect((await found("+919876500123"))[0]).toMatchObject({ name: "Anil Rao" })
  })

  test("where it does not fit, a known number is a question and the new lead stands by itself", async () => {
    await form({ name: "Omar Aziz", phone: "+971506660301" })
    await form({ email: "stranger@mail.example", phone: "0506660301", country: "United Kingdom" })
    const leads = await found("+971506660301")
    expect(leads.map(({ emails }) => emails)).toEqual(expect.arrayContaining([[], ["stranger@mail.example"]]))
    for (const lead of leads) expect(await questionsAbout(lead.id)).toEqual(["country_guessed"])
  })

  test("where two of them disagree, it is a question too, also when the number was guessed first", async () => {
    await form({ name: "Ines Roy", phone: "0506660302", country: "SA", dial_code: "+971" })
    await form({ name: "Walid Farsi", phone: "+971506660302" })
    const leads = await found("+971506660302")
    expect(leads).toHaveLength(2)
    expect(await questionsAbout(leads[0]?.id ?? "")).toEqual(["country_guessed"])
  })

  test("an address with a space in it is a question about whoever has one that it may mean, whichever came first", async () => {
    await form({ name: "Ali Rashid", email: "ali.rent@mail.example" })
    await form({ name: "Samir Aziz", phone: "0526119874", email: "ali rent@mail.example" })
    await form({ name: "Sana Cars", phone: "0558881402", email: "sana cars@mail.example" })
    await form({ name: "Huda Nasser", email: "sana_cars@mail.example" })
    for (const phone of ["0526119874", "0558881402"]) {
      const [lead] = await found(phone)
      expect([lead?.emails, await questionsAbout(lead?.id ?? "")]).toEqual([[], ["email_spacing"]])
    }
  })

  test("an address that both gave joins them all the same, and the number becomes certain when it comes with its country", async () => {
    await form({ name: "Lina Haddad", email: "lina.h@mail.example", phone: "0506660303", country: "England" })
    await form({ name: "Lina Haddad", email: "lina.h@mail.example", phone: "+971506660303" })
    await whatsapp("971506660303", "Lina")
    expect(await found("+971506660303")).toMatchObject([{ emails: ["lina.h@mail.example"] }])
  })

  test("the page decides where nothing stands beside the number, and the browser where the page says nothing", async () => {
    await browserForm({ name: "Page Saudi", phone: "0506660304", page_url: "https://falcon.example.com/ar-sa/book" })
    await browserForm({ name: "Browser India", phone: "9876500305" }, { "accept-language": "en-IN,en;q=0.9" })
    await browserForm({ name: "Browser US", phone: "0506660306" }, { "accept-language": "en-US,en;q=0.9" })
    expect(await found("+966506660304")).toMatchObject([{ name: "Page Saudi" }])
    expect(await found("+919876500305")).toMatchObject([{ name: "Browser India" }])
    expect(await found("+971506660306")).toMatchObject([{ name: "Browser US" }])
  })

  test("a country that only the browser states never assigns an event to a known lead", async () => {
    await form({ name: "Khalid Saad", phone: "+966506660307" })
    await browserForm({ email: "guess@mail.example", phone: "0506660307" }, { "accept-language": "ar-SA,ar;q=0.9" })
    expect(await found("+966506660307")).toHaveLength(2)
  })
})

describe("all numbers of a field are the lead's", () => {
  test.each([
    ["050 666 0401 ::: 055 666 0402", ["+971506660401", "+971556660402"]],
    ["0506660403-0556660404", ["+971506660403", "+971556660404"]],
    ["050 666 0405 (wife) 055 666 0406", ["+971506660405", "+971556660406"]],
    ["home: 04 266 6407, mobile: 050 666 0408 ext 3", ["+97142666407", "+971506660408"]],
    ["971,506,660,409", ["+971506660409"]],
  ])("%s", async (phone, expected) => {
    await form({ name: `Numbers ${serial}`, phone })
    for (const number of expected) expect((await found(number))[0]?.phones).toEqual(expect.arrayContaining(expected))
  })
})

test("a WhatsApp number in a chat of another provider is read in its own parts", async () => {
  const body = { ...botspaceBody(sample({ name: "Rui" })), phone: { countryCode: "55", phone: "558596340501" } }
  await deliver(signedRequest("botspace", body, { secret: "secret", now: new Date() }), "botspace")
  expect(await found("+5585996340501")).toHaveLength(1)
})
