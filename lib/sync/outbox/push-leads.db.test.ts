import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmLinks, crmOutbox, leads } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

let serial = 0
function person(name = "Omar Saleh") {
  serial += 1
  const mobile = `+9715012${String(30_000 + serial)}`
  const mail = `person.${serial}@mail.example`
  return {
    mobile,
    mail,
    event: sampleEvent({ identities: [phone(mobile), email(mail)], fields: [named(name)], at: "2026-08-30T08:00:00Z" }),
  }
}
beforeEach(() => bench.settle())

const linksOf = (leadId: string) => bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))

test("a new lead becomes a contact and a deal that belong together", async () => {
  const { mobile, mail, event } = person()
  const leadId = await bench.ingest(event)
  await bench.settle()
  const [contact, deal] = [await bench.contactOf(leadId), await bench.dealOf(leadId)]
  expect(contact?.properties).toMatchObject({ firstname: "Omar", lastname: "Saleh", email: mail, phone: mobile, lifecyclestage: "lead" })
  expect(deal?.associations?.["contacts"]?.results.map(({ id }) => id)).toEqual([contact?.id])
  expect((await linksOf(leadId)).map(({ objectType, externalId }) => [objectType, externalId]).sort()).toEqual([
    ["contact", contact?.id],
    ["deal", deal?.id],
  ])
})

test("what is equal already is not written again, and a lead that did not change costs no call", async () => {
  const leadId = await bench.ingest(person().event)
  await bench.settle()
  const before = (await bench.hubspot.control.log()).length
  await bench.database.db.update(crmOutbox).set({ state: "pending", notBefore: bench.ctx.now() }).where(eq(crmOutbox.leadId, leadId))
  await bench.settle()
  expect((await bench.hubspot.control.log()).length).toBe(before)
})

test("an edit here is an edit there, and nothing else is sent", async () => {
  const leadId = await bench.ingest(person().event)
  await bench.settle()
  await bench.advance(1_000)
  await editLead(bench.ctx, { leadId, fields: { company: "Falcon LLC" } })
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Falcon LLC")
})

test("a contact that the CRM has by address or by number is adopted, not doubled, and keeps what only it knows", async () => {
  const [byMail, byPhone] = [person("Lina Haddad"), person("Sami Noor")]
  await bench.hubspot.control.edit({ op: "create", objectType: "contacts", properties: { email: byMail.mail, jobtitle: "Buyer" } })
  await bench.hubspot.control.edit({
    op: "create",
    objectType: "contacts",
    properties: { firstname: "Sami", phone: byPhone.mobile.replace("+971", "0") },
  })
  const before = (await bench.state()).counts["contacts"]
  const leadIds = [await bench.ingest(byMail.event), await bench.ingest(byPhone.event)]
  await bench.settle()
  expect((await bench.state()).counts["contacts"]).toBe(before)
  expect((await bench.contactOf(leadIds[0] ?? ""))?.properties).toMatchObject({ jobtitle: "Buyer", firstname: "Lina" })
  expect((await bench.contactOf(leadIds[1] ?? ""))?.properties).toMatchObject({ phone: byPhone.mobile.replace("+971", "0") })
})

test("an address that the CRM refuses is held back and listed, and the rest goes through", async () => {
  const { mobile } = person()
  await bench.hubspot.control.edit({ op: "create", objectType: "contacts", properties: { email: "erased@mail.example" } })
  const erased = (await bench.state()).contacts.find(({ properties }) => properties["email"] === "erased@mail.example")
  await bench.hubspot.control.edit({ op: "privacyDelete", id: erased?.id ?? "" })
  const leadId = await bench.ingest(
    sampleEvent({ identities: [phone(mobile), email("erased@mail.example")], fields: [named("Nadia Aziz")] }),
  )
  await bench.settle()
  const contact = await bench.contactOf(leadId)
  expect(contact?.properties).toMatchObject({ firstname: "Nadia", phone: mobile })
  expect(contact?.properties["email"]).toBeUndefined()
  expect((await linksOf(leadId)).find(({ objectType }) => objectType === "contact")?.withheld["email"]).toEqual({
    value: "erased@mail.example",
    why: "Email address [email] is GDPR blocklisted",
    cause: "value",
  })
})

test("a booking wins the deal with its amount and close date, a lost lead loses it", async () => {
  const { mobile, event } = person()
  const leadId = await bench.ingest(event)
  await bench.settle()
  await bench.ingest(
    sampleEvent({
      channel: "erp",
      kind: "booking_created",
      identities: [phone(mobile)],
      booking: {
        externalId: `B-${serial}`,
        status: "created",
        amountMinor: 180_050,
        currency: "AED",
        vehicle: "Patrol",
        startsAt: null,
        endsAt: null,
      },
      whenUnknown: "customer",
      at: "2026-08-31T08:00:00Z",
    }),
  )
  await bench.settle()
  const deal = await bench.dealOf(leadId)
  expect(deal?.properties).toMatchObject({ hs_is_closed_won: "true", amount: "1800.5", closedate: "2026-08-31T08:00:00.000Z" })
  expect((await bench.contactOf(leadId))?.properties["lifecyclestage"]).toBe("customer")
  const other = await bench.ingest(person().event)
  await moveLead(bench.ctx, { leadId: other, to: "lost", reason: "Price", via: "board" })
  await bench.settle()
  expect((await bench.dealOf(other))?.properties).toMatchObject({ hs_is_closed_lost: "true", closed_lost_reason: "Price" })
})

test("leads that are merged here are merged there, whichever id the merged contact has", async () => {
  const [a, b] = [await bench.ingest(person("Rana Aziz").event), await bench.ingest(person("Rana A").event)]
  await bench.settle()
  const before = (await bench.state()).counts
  await mergeLeads(bench.ctx, { survivorId: a, mergedId: b })
  await bench.settle()
  const after = (await bench.state()).counts
  expect([after["contacts"], after["deals"]]).toEqual([(before["contacts"] ?? 0) - 1, (before["deals"] ?? 0) - 1])
  expect((await linksOf(a)).length).toBe(2)
  expect((await bench.contactOf(a))?.properties["onelead_lead_id"]).toBe(a)
})

test("a cancelled booking opens the deal again, in the stage it was booked from", async () => {
  const { mobile, event } = person()
  const leadId = await bench.ingest(event)
  await moveLead(bench.ctx, { leadId, to: "contacted", via: "board", override: true, reason: "test" })
  const booking = (status: "created" | "cancelled", at: string) =>
    sampleEvent({
      channel: "erp",
      kind: status === "created" ? "booking_created" : "booking_cancelled",
      identities: [phone(mobile)],
      booking: { externalId: `C-${mobile}`, status, amountMinor: 90_000, currency: "AED", vehicle: null, startsAt: null, endsAt: null },
      whenUnknown: "customer",
      at,
    })
  await bench.ingest(booking("created", "2026-08-31T08:00:00Z"))
  await bench.settle()
  expect((await bench.dealOf(leadId))?.properties["hs_is_closed_won"]).toBe("true")
  await bench.ingest(booking("cancelled", "2026-08-31T09:00:00Z"))
  await bench.settle()
  const [lead] = await bench.database.db.select().from(leads).where(eq(leads.id, leadId))
  expect(lead?.stageId).toBe("contacted")
  expect((await bench.dealOf(leadId))?.properties).toMatchObject({ hs_is_closed_won: "false", hs_is_closed: "false" })
})
