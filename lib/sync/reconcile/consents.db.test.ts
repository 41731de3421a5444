import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { consents, crmConflicts, crmOutbox, leadIdentities, touchpoints } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { eventOf } from "@/lib/channels/reading/blank-event"
import { loadNurtureFacts } from "@/lib/nurture/enrolment/lead-facts"
import { required } from "@/lib/core/required"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { withdrawnLeads } from "./consents"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

let serial = 0
async function synced() {
  const mail = `consent.${(serial += 1)}@mail.example`
  const leadId = await bench.ingest(sampleEvent({ identities: [email(mail)], fields: [named("Huda Nasser")], at: "2026-08-30T08:00:00Z" }))
  await bench.settle()
  return { leadId, mail, id: (await bench.contactOf(leadId))?.id ?? "" }
}
async function optOut(id: string, property: string, isOut: boolean): Promise<void> {
  await bench.advance(60_000)
  await bench.listen()
  await bench.edit({ op: "optOut", id, property, isOut })
  await bench.hear()
  await bench.settle()
}
const marketing = async (leadId: string) => (await loadNurtureFacts(bench.database.db, [leadId]))[0]?.marketing
const factsOf = async (leadId: string) =>
  (await bench.database.db.select().from(consents).where(eq(consents.leadId, leadId)).orderBy(consents.givenAt)).map(
    ({ given, purpose }) => ({
      given,
      purpose,
    }),
  )
const isOutThere = async (leadId: string) => (await bench.contactOf(leadId))?.properties["hs_email_optout"] === "true"
async function withdraw(leadId: string, mail: string): Promise<void> {
  await bench.advance(60_000)
  const event = eventOf("website", {
    eventKey: `withdrawal:${leadId}`,
    kind: "contact_updated",
    direction: "internal",
    occurredAt: new Date(bench.now()),
    author: { role: "person", name: null },
    identities: [email(mail)],
    consents: [{ given: false, givenAt: null, textVersion: null, purpose: "marketing" }],
    whenUnknown: "keep",
  })
  expect(await bench.ingest(event)).toBe(leadId)
}

test("an unsubscribe from all mail there withdraws consent to marketing here, and a return there gives it again", async () => {
  const { leadId, id } = await synced()
  await optOut(id, "hs_email_optout", true)
  expect(await marketing(leadId)).toBe(false)
  const texts = await bench.database.db.select({ text: touchpoints.text }).from(touchpoints).where(eq(touchpoints.leadId, leadId))
  expect(texts).toContainEqual({ text: "Unsubscribed in HubSpot (Unsubscribed from all email)" })
  await optOut(id, "hs_email_optout", false)
  expect(await marketing(leadId)).toBe(true)
  await bench.settle()
  expect(await factsOf(leadId)).toEqual([
    { given: false, purpose: "marketing" },
    { given: true, purpose: "marketing" },
  ])
  expect(await isOutThere(leadId)).toBe(false)
})

test("an unsubscribe from one kind of mail is a withdrawal of that purpose", async () => {
  const { leadId, id } = await synced()
  await optOut(id, "hs_email_optout_1001", true)
  expect(await factsOf(leadId)).toEqual([{ given: false, purpose: "newsletter:1001" }])
  expect(await marketing(leadId)).toBe(false)
  expect(await isOutThere(leadId)).toBe(false)
})

test("a contact that had unsubscribed before comes in without consent", async () => {
  await bench.listen()
  const contact = await bench.edit({
    op: "create",
    objectType: "contacts",
    properties: { email: "early@mail.example", firstname: "Early" },
  })
  await bench.edit({ op: "optOut", id: contact?.id ?? "" })
  await bench.hear()
  await bench.settle()
  const carried = (await bench.state()).contacts.find(({ id }) => id === contact?.id)?.properties["onelead_lead_id"] ?? ""
  expect(await marketing(carried)).toBe(false)
})

test("a withdrawal here unsubscribes the address there, once, and does not come back as news", async () => {
  const { leadId, mail } = await synced()
  await withdraw(leadId, mail)
  await bench.listen()
  await bench.settle()
  await bench.hear()
  await bench.settle()
  expect(await isOutThere(leadId)).toBe(true)
  expect(await factsOf(leadId)).toEqual([{ given: false, purpose: "marketing" }])
  const calls = (await bench.hubspot.control.log()).filter(({ url }) => url.includes(encodeURIComponent(mail)))
  expect(calls).toHaveLength(1)
})

test("a withdrawal counts for every lead of the address", async () => {
  const { leadId, mail } = await synced()
  const other = await bench.ingest(
    sampleEvent({ identities: [phone("+971501130001")], fields: [named("Huda Other")], at: "2026-08-30T08:00:00Z" }),
  )
  await bench.settle()
  await withdraw(leadId, mail)
  const [identity] = await bench.database.db.select().from(leadIdentities).where(eq(leadIdentities.leadId, leadId))
  await bench.database.db
    .insert(leadIdentities)
    .values({ ...required(identity, "identity"), id: newId(), leadId: other, strength: "shared" })
  expect([...(await withdrawnLeads(bench.ctx, [leadId, other]))].toSorted()).toEqual([leadId, other].toSorted())
})

test("a withdrawal is told to the CRM for every lead of the address, at once", async () => {
  const { leadId, mail } = await synced()
  const mobile = `+97150113${1000 + serial}`
  const other = await bench.ingest(sampleEvent({ identities: [phone(mobile)], fields: [named("Huda Other")], at: "2026-08-30T08:00:00Z" }))
  const [identity] = await bench.database.db.select().from(leadIdentities).where(eq(leadIdentities.leadId, leadId))
  await bench.database.db
    .insert(leadIdentities)
    .values({ ...required(identity, "identity"), id: newId(), leadId: other, strength: "shared" })
  await bench.settle()
  await withdraw(leadId, mail)
  const waiting = await bench.database.db
    .select({ leadId: crmOutbox.leadId })
    .from(crmOutbox)
    .where(and(eq(crmOutbox.kind, "lead"), eq(crmOutbox.state, "pending")))
  expect(waiting.map((row) => row.leadId).toSorted()).toEqual([leadId, other].toSorted())
})

test("a withdrawal that the CRM refuses is a conflict once, the rest of the lead goes through, and the next push tries again", async () => {
  const { leadId, mail } = await synced()
  await bench.hubspot.control.faults([{ kind: "forbidden", path: "communication-preferences" }])
  await withdraw(leadId, mail)
  await bench.settle()
  expect(await bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))).toMatchObject([
    { property: "consent", ours: "unsubscribed", winner: "theirs" },
  ])
  expect(await bench.waiting()).toBe(0)
  expect(await isOutThere(leadId)).toBe(false)
  await bench.hubspot.control.faults([])
  await bench.ingest(sampleEvent({ identities: [email(mail)], fields: [named("Huda Nasser")], occurredAt: new Date(bench.now()) }))
  await bench.settle()
  expect(await isOutThere(leadId)).toBe(true)
  expect(await bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))).toHaveLength(1)
})
