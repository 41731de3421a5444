import fc from "fast-check"
import { expect, test } from "vitest"
import type { EventTrust } from "@/lib/core/event-trust"
import type { IdentityClaim, LeadEvent } from "@/lib/core/lead-event"
import { applyEvent } from "./apply-event"
import { emptyBatchState, type BatchState, type LeadRow } from "./batch-state"
import { readEvent } from "./read-event"
import { email, named, phone, sampleEvent } from "./sample-events"

/** What an anonymous visitor, by a form or in a chat, can do to a person we know. */
const NUMBER = "+971501234567"
const OWN = "evil@evil.example"
let at = Date.parse("2026-03-02T08:00:00Z")

const fresh = (): BatchState => emptyBatchState(new Date(at))

function take(batch: BatchState, trust: EventTrust, event: Partial<LeadEvent>): LeadRow {
  at += 60_000
  const result = applyEvent(batch, readEvent(sampleEvent({ occurredAt: new Date(at), ...event }), null, { trust }))
  const lead = result.outcome === "ingested" ? batch.leads.get(result.leadId) : undefined
  if (!lead) throw new Error("the event was not taken")
  return lead
}
const signed = (batch: BatchState, event: Partial<LeadEvent>): LeadRow => take(batch, "signed", event)
const anonymous = (batch: BatchState, event: Partial<LeadEvent>): LeadRow => take(batch, "public", event)

const profile = (kind: "phone" | "email", raw: string): IdentityClaim => ({ kind, raw, source: "profile" })
const chat = (batch: BatchState, session: string, given: Partial<LeadEvent>): LeadRow =>
  signed(batch, {
    channel: "crisp",
    kind: "contact_updated",
    conversation: { provider: "crisp", externalId: session, url: null },
    whenUnknown: "unidentified",
    ...given,
    identities: [{ kind: "crisp_session", raw: session, source: "provider" }, ...(given.identities ?? [])],
  })
const whatsapp = (batch: BatchState, raw: string, text: string): LeadRow =>
  signed(batch, {
    channel: "botspace",
    kind: "message",
    author: { role: "person", name: null },
    text,
    identities: [{ kind: "phone", raw, source: "provider" }],
  })

/** `confirmed`, `unconfirmed` or `weak`; undefined when the lead does not have it. */
function standingOf(batch: BatchState, lead: LeadRow, value: string): string | undefined {
  const row = [...(batch.identitiesOf.get(lead.id)?.values() ?? [])].find((one) => one.value === value)
  return row && (row.strength === "weak" ? "weak" : "unconfirmed" in row.traits ? "unconfirmed" : "confirmed")
}

test("an e-mail posted to a lead that only forms told us of is a claim", () => {
  const batch = fresh()
  const victim = anonymous(batch, { identities: [phone(NUMBER)], fields: [named("Reem Darwish")] })
  expect(anonymous(batch, { identities: [phone(NUMBER), email(OWN)] })).toBe(victim)
  expect(standingOf(batch, victim, OWN)).toBe("weak")
  expect(victim.emails).toEqual([])
})

test("an e-mail planted before the person was known is never confirmed by a chat or by its own number", () => {
  const batch = fresh()
  const lead = anonymous(batch, { identities: [phone(NUMBER), email(OWN)] })
  expect(signed(batch, { identities: [phone(NUMBER)] })).toBe(lead)
  chat(batch, "s1", { identities: [profile("email", OWN)] })
  signed(batch, { identities: [email(OWN)] })
  expect(standingOf(batch, lead, NUMBER)).toBe("confirmed")
  expect(standingOf(batch, lead, OWN)).toBe("unconfirmed")
  signed(batch, { identities: [phone(NUMBER), email(OWN)] })
  expect(standingOf(batch, lead, OWN)).toBe("confirmed")
})

test("a number that joined by a planted or stolen e-mail is not the person's", () => {
  const batch = fresh()
  const victim = signed(batch, { identities: [email("reem@darwish.example")] })
  expect(whatsapp(batch, "+971509999999", "my mail is reem@darwish.example")).toBe(victim)
  expect(standingOf(batch, victim, "+971509999999")).toBe("unconfirmed")
})

test("a claim is not learnt: a later chat with that e-mail joins another lead, also in the same batch", () => {
  const batch = fresh()
  const victim = signed(batch, { identities: [phone(NUMBER)] })
  anonymous(batch, { identities: [phone(NUMBER), email(OWN)] })
  expect(chat(batch, "s2", { identities: [profile("email", OWN)] })).not.toBe(victim)
})

test.each([
  ["in a chat's profile", (batch: BatchState) => chat(batch, "s3", { identities: [profile("email", OWN)] })],
  [
    "in a chat's message",
    (batch: BatchState) => chat(batch, "s3", { kind: "message", author: { role: "person", name: null }, text: `mail ${OWN}` }),
  ],
  [
    "to a chatbot",
    (batch: BatchState) =>
      signed(batch, { channel: "chatbot", kind: "lead_qualified", identities: [profile("phone", NUMBER), profile("email", OWN)] }),
  ],
])("an e-mail given %s beside the number of a known person is a claim", (_where, give) => {
  const batch = fresh()
  const victim = signed(batch, { identities: [phone(NUMBER)] })
  expect(chat(batch, "s3", { identities: [profile("phone", NUMBER)] })).toBe(victim)
  expect(give(batch)).toBe(victim)
  expect(standingOf(batch, victim, OWN)).toBe("weak")
})

test("one visitor completes their details in one chat, and WhatsApp confirms the number and adds what is written there", () => {
  const batch = fresh()
  const lead = chat(batch, "s4", { identities: [profile("phone", NUMBER)] })
  expect(chat(batch, "s4", { identities: [profile("email", "hala@nasser.example")] })).toBe(lead)
  expect(lead.emails).toEqual(["hala@nasser.example"])
  expect(whatsapp(batch, NUMBER, "my other mail is hala@work.example")).toBe(lead)
  expect(standingOf(batch, lead, NUMBER)).toBe("confirmed")
  expect(lead.emails).toContain("hala@work.example")
  expect(chat(batch, "s4", { kind: "message", text: "hello" })).toBe(lead)
})

test("three strangers' names, posted or typed in chats, do not take the number from its person", () => {
  const batch = fresh()
  const victim = signed(batch, { identities: [phone(NUMBER)], fields: [named("Reem Darwish")] })
  for (const name of ["Ivan Petrov", "Maria Gonzalez", "Peter Jones"])
    expect(anonymous(batch, { identities: [phone(NUMBER)], fields: [named(name)] })).toBe(victim)
  for (const [n, name] of ["Olga Ivanova", "Wei Zhang", "Juan Perez"].entries())
    chat(batch, `n${n}`, { identities: [profile("phone", NUMBER)], fields: [{ field: "name", value: name, trust: "profile" }] })
  expect(signed(batch, { identities: [phone(NUMBER)] })).toBe(victim)
})

const VICTIM = "reem@darwish.example"
const ownerOf = (batch: BatchState, value: string) => batch.personal.get(value)?.leadId

test.each([
  ["with another number", { identities: [phone(NUMBER), email(VICTIM)], fields: [named("Reem Darwish")] }],
  ["with another number and no name", { identities: [phone(NUMBER), email(VICTIM)] }],
  ["under a name that has nothing in common", { identities: [email(VICTIM)], fields: [named("Reem Darwish")] }],
])("an e-mail planted before its person was known goes to the lead that a signed event shows it with, %s", (_how, event) => {
  const batch = fresh()
  const planted = anonymous(batch, { identities: [phone("+971502222222"), email(VICTIM)], fields: [named("Ivan Petrov")] })
  const victim = signed(batch, event)
  expect(victim).not.toBe(planted)
  expect([standingOf(batch, victim, VICTIM), standingOf(batch, planted, VICTIM)]).toEqual(["confirmed", "weak"])
  expect([victim.emails, planted.emails]).toEqual([[VICTIM], []])
  expect(batch.duplicates).toMatchObject([
    { kind: "pair", reason: "linked_by_event", leadA: victim.id, leadB: planted.id, identityValue: VICTIM },
  ])
  expect(anonymous(batch, { identities: [phone("+971502222222"), email(VICTIM)] })).toBe(planted)
  expect(signed(batch, { identities: [email(VICTIM)] })).toBe(victim)
})

test("a person whose form came first keeps their e-mail when they call from the number they gave", () => {
  const batch = fresh()
  const lead = anonymous(batch, { identities: [phone(NUMBER), email(VICTIM)], fields: [named("Reem Darwish")] })
  expect(signed(batch, { identities: [phone(NUMBER), email(VICTIM)], fields: [named("Reem Darwish")] })).toBe(lead)
  expect(standingOf(batch, lead, VICTIM)).toBe("confirmed")
})

test("what a visitor tells a chatbot about a known person fills blanks, and gives way to the person's and a colleague's word", () => {
  const batch = fresh()
  const chatbot = (number: string, field: "company" | "vehicle", value: string) =>
    signed(batch, {
      channel: "chatbot",
      kind: "lead_qualified",
      identities: [profile("phone", number)],
      fields: [{ field, value, trust: "stated" }],
    })
  const known = signed(batch, { identities: [phone(NUMBER)], fields: [{ field: "company", value: "Acme", trust: "stated" }] })
  chatbot(NUMBER, "company", "Evil Ltd")
  expect(chatbot(NUMBER, "vehicle", "Nissan Patrol")).toBe(known)
  expect([known.company, known.vehicle]).toEqual(["Acme", "Nissan Patrol"])
  const visitor = chatbot("+971504444444", "company", "Visitor Ltd")
  chatbot("+971504444444", "company", "Newer Ltd")
  expect(visitor.company, "of a visitor known to the chatbot alone the newest word counts").toBe("Newer Ltd")
  signed(batch, {
    identities: [phone("+971504444444")],
    occurredAt: new Date(at - 3_600_000),
    fields: [{ field: "company", value: "Own Ltd", trust: "stated" }],
  })
  expect(visitor.company, "whichever is newer").toBe("Own Ltd")
})

const STRANGERS = ["+971502222222", "+971503333333"]
const claim = fc.record({
  by: fc.constantFrom<"form" | "chat">("form", "chat"),
  phone: fc.option(fc.constantFrom(...STRANGERS), { nil: null }),
  name: fc.constantFrom("Ivan Petrov", "Reem Darwish", "Maria Gonzalez"),
})

test("whatever was claimed before, a signed event's number, e-mail and name are one lead that no stranger's number opens", () => {
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1, maxLength: 5 }), fc.array(claim, { maxLength: 3 }), (before, after) => {
      const batch = fresh()
      const plant = (given: (typeof before)[number], at: number): LeadRow => {
        const fields = [named(given.name)]
        const phones = given.phone === null ? [] : [given.phone]
        return given.by === "form"
          ? anonymous(batch, { identities: [...phones.map(phone), email(VICTIM)], fields })
          : chat(batch, `plant${at}`, { identities: [...phones.map((raw) => profile("phone", raw)), profile("email", VICTIM)], fields })
      }
      for (const [at, given] of before.entries()) plant(given, at)
      const victim = signed(batch, { identities: [phone(NUMBER), email(VICTIM)], fields: [named("Reem Darwish")] })
      for (const [at, given] of after.entries()) plant(given, 10 + at)
      expect([ownerOf(batch, `phone:${NUMBER}`), ownerOf(batch, `email:${VICTIM}`)]).toEqual([victim.id, victim.id])
      expect(standingOf(batch, victim, VICTIM)).toBe("confirmed")
      for (const stranger of STRANGERS) expect(standingOf(batch, victim, stranger)).not.toBe("confirmed")
      expect(whatsapp(batch, NUMBER, "hello")).toBe(victim)
      expect(victim.name).toBe("Reem Darwish")
    }),
    { numRuns: 100 },
  )
})

const text = fc.string({ minLength: 1, maxLength: 20 })
const post = fc.record({
  identities: fc.constantFrom<IdentityClaim[]>([phone(NUMBER)], [phone(NUMBER), email(OWN)], [phone(NUMBER), phone("+971502222222")]),
  fields: fc.array(
    fc.record({
      field: fc.constantFrom("name", "company", "language", "vehicle", "budget", "pickup_date"),
      value: text,
      trust: fc.constant("stated"),
    }),
  ),
})

test("whatever forms are posted, what a known person told us stays", () => {
  fc.assert(
    fc.property(fc.array(post, { minLength: 1, maxLength: 6 }), (posts) => {
      const batch = fresh()
      const victim = signed(batch, {
        identities: [phone(NUMBER)],
        fields: [
          { field: "name", value: "Reem Darwish", trust: "profile" },
          { field: "company", value: "Acme", trust: "stated" },
          { field: "vehicle", value: "Nissan Patrol", trust: "profile" },
        ],
      })
      victim.stageId = "booked"
      batch.bookings.set("b1", {
        id: "b1",
        leadId: victim.id,
        externalId: "b1",
        status: "created",
        amountMinor: null,
        currency: null,
        vehicle: null,
        startsAt: null,
        endsAt: null,
        bookedAt: victim.stageEnteredAt,
        statusAt: victim.stageEnteredAt,
        touchpointId: null as unknown as string,
      })
      for (const given of posts) expect(anonymous(batch, given)).toBe(victim)
      expect(victim).toMatchObject({ name: "Reem Darwish", company: "Acme", vehicle: "Nissan Patrol", stageId: "booked", run: 1 })
      expect([victim.phones, victim.emails]).toEqual([[NUMBER], []])
      expect(batch.touchpoints).toHaveLength(posts.length + 1)
    }),
    { numRuns: 60 },
  )
})

test("a form brings a lost lead back with its owner, and a customer whose rental is over", () => {
  for (const stage of ["lost", "booked"] as const) {
    const batch = fresh()
    const lead = signed(batch, { identities: [phone(NUMBER)] })
    lead.stageId = stage
    anonymous(batch, { identities: [phone(NUMBER)] })
    expect(lead).toMatchObject({ stageId: "new_lead", run: 2 })
    expect(batch.keepOwner.has(lead.id)).toBe(true)
    expect(batch.stageMoves.at(-1)?.reason).toBe("came back by an unsigned form")
  }
})
