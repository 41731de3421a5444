import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmConflicts, crmLinks, leads, ownerHistory, users } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { Cut } from "@/lib/sync/queue/cut"
import { syncOnce } from "@/lib/sync/sync-once"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.settle())

let serial = 0
function person() {
  serial += 1
  const mail = `adopted.${serial}@mail.example`
  const mobile = `+9715061${String(20_000 + serial)}`
  return {
    mail,
    event: sampleEvent({ identities: [phone(mobile), email(mail)], fields: [named("Lina Haddad")], at: "2026-08-30T08:00:00Z" }),
  }
}
async function known(mail: string, properties: Record<string, string> = {}) {
  const contact = await bench.edit({ op: "create", objectType: "contacts", properties: { email: mail, ...properties } })
  return contact?.id ?? ""
}
async function deal(contactId: string, properties: Record<string, string>) {
  const made = await bench.edit({ op: "create", objectType: "deals", properties, associateWith: [contactId] })
  return made?.id ?? ""
}
async function stageOf(label: string) {
  const { schema } = (await bench.database.db.query.crmSchemas.findFirst()) ?? {}
  const pipeline = schema?.pipelines.find((one) => one.label === "Onelead")
  return { pipeline: pipeline?.id ?? "", dealstage: pipeline?.stages.find((stage) => stage.label === label)?.id ?? "" }
}
const conflictsOf = (leadId: string) => bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))
const leadOf = async (id: string) => (await bench.database.db.select().from(leads).where(eq(leads.id, id)))[0]

test("the one open deal of an adopted contact becomes the lead's own, and keeps its name and stage", async () => {
  const { mail, event } = person()
  const id = await deal(await known(mail), { dealname: "Patrol for the summer", ...(await stageOf("Proposal")) })
  const before = (await bench.state()).counts["deals"]
  const leadId = await bench.ingest(event)
  await bench.settle()
  expect((await bench.state()).counts["deals"]).toBe(before)
  expect(await bench.dealOf(leadId)).toMatchObject({ id, properties: { dealname: "Patrol for the summer" } })
  // No one had moved the lead here: it takes the stage of the deal.
  expect((await leadOf(leadId))?.stageId).toBe("proposal")
  expect((await conflictsOf(leadId)).find(({ property }) => property === "stage")).toMatchObject({ winner: "theirs", ours: "new_lead" })
})

test("of several open deals the one in the lead's stage is adopted, and the others are left alone and listed", async () => {
  const { mail, event } = person()
  const contactId = await known(mail)
  const fitting = await deal(contactId, { dealname: "Fits", ...(await stageOf("New Lead")) })
  const other = await deal(contactId, { dealname: "Newer", ...(await stageOf("Proposal")) })
  const leadId = await bench.ingest(event)
  await bench.settle()
  expect((await bench.dealOf(leadId))?.id).toBe(fitting)
  const left = (await bench.state()).deals.find(({ id }) => id === other)
  expect(left?.properties["onelead_deal_id"]).toBeUndefined()
  expect((await conflictsOf(leadId)).filter(({ property }) => property === "deal_id").map(({ theirs }) => theirs)).toEqual([
    `Newer (${other})`,
  ])
})

test("closed deals are history: they are left alone, and the lead gets a deal of its own", async () => {
  const { mail, event } = person()
  const closed = await deal(await known(mail), { dealname: "Last year", ...(await stageOf("Booked")), amount: "900" })
  const leadId = await bench.ingest(event)
  await bench.settle()
  const own = await bench.dealOf(leadId)
  expect(own?.id).not.toBe(closed)
  expect((await bench.state()).deals.find(({ id }) => id === closed)?.properties).toMatchObject({ dealname: "Last year", amount: "900" })
})

test("a deal in a pipeline of their own is adopted where it stands, and moves only when the lead does", async () => {
  const { mail, event } = person()
  const id = await deal(await known(mail), { dealname: "Elsewhere", pipeline: "default", dealstage: "contractsent" })
  const leadId = await bench.ingest(event)
  await bench.settle()
  expect(await bench.dealOf(leadId)).toMatchObject({ id, properties: { pipeline: "default", dealstage: "contractsent" } })
  await editLead(bench.ctx, { leadId, fields: { amount: "700" } })
  await bench.settle()
  expect((await bench.dealOf(leadId))?.properties).toMatchObject({ pipeline: "default", dealstage: "contractsent", amount: "700" })
})

test("the contact that comes in from there brings its open deal along", async () => {
  await bench.listen()
  const contactId = await known("brought@mail.example", { firstname: "Maya" })
  const id = await deal(contactId, { dealname: "Maya's", ...(await stageOf("Qualified")) })
  await bench.hear()
  await bench.settle()
  const [lead] = await bench.database.db.select().from(leads).where(eq(leads.name, "Maya"))
  expect(lead?.stageId).toBe("qualified")
  expect((await bench.dealOf(lead?.id ?? ""))?.id).toBe(id)
  await bench.hubspot.control.webhooks(null)
})

test("an adoption that is cut off anywhere is finished later, with one deal", async () => {
  for (let point = 1; point < 20; point += 1) {
    const { mail, event } = person()
    const id = await deal(await known(mail), { dealname: `Cut ${point}`, ...(await stageOf("Contacted")) })
    const before = (await bench.state()).counts["deals"]
    const leadId = await bench.ingest(event)
    let steps = 0
    const step = () => {
      steps += 1
      if (steps === point) throw new Cut("cut")
    }
    await syncOnce(bench.ctx, { ...bench.deps, step }).catch(() => undefined)
    await bench.advance(200_000)
    await bench.settle()
    expect((await bench.state()).counts["deals"], `cut at ${point}`).toBe(before)
    expect((await bench.dealOf(leadId))?.id).toBe(id)
    expect((await bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))).length).toBe(2)
  }
})

test("an owner there outranks one that a rule chose here, and yields to one that a colleague chose", async () => {
  const [aisha, rule] = [newId(), newId()]
  await bench.database.db.insert(users).values([
    { id: aisha, email: "aisha@rentals.example", name: "Aisha", role: "agent" },
    { id: rule, email: "omar@rentals.example", name: "Omar", role: "agent" },
  ])
  const owned = async (byUserId: string | null) => {
    const { mail, event } = person()
    await known(mail, { hubspot_owner_id: "70001" })
    await bench.advance(1_000)
    const leadId = await bench.ingest(event)
    await bench.database.db.update(leads).set({ ownerId: rule, ownerSince: bench.ctx.now() }).where(eq(leads.id, leadId))
    await bench.database.db
      .insert(ownerHistory)
      .values({ id: newId(), leadId, fromUserId: null, toUserId: rule, at: bench.ctx.now(), byUserId })
    await bench.settle()
    return (await leadOf(leadId))?.ownerId
  }
  expect(await owned(null)).toBe(aisha)
  expect(await owned(rule)).toBe(rule)
})

test("a lead that is booked here stays booked, whatever stage its adopted deal stands in", async () => {
  const { mail, event } = person()
  const id = await deal(await known(mail), { dealname: "Already driving", ...(await stageOf("Contacted")) })
  await bench.advance(5_000)
  const leadId = await bench.ingest(event)
  await moveLead(bench.ctx, { leadId, to: "booked", via: "board", override: true, reason: "test" })
  await bench.database.db
    .update(leads)
    .set({ stageEnteredAt: new Date("2020-01-01") })
    .where(eq(leads.id, leadId))
  await bench.settle()
  expect((await leadOf(leadId))?.stageId).toBe("booked")
  expect(await bench.dealOf(leadId)).toMatchObject({ id, properties: { hs_is_closed_won: "true" } })
  expect((await conflictsOf(leadId)).find(({ property }) => property === "stage")).toMatchObject({ winner: "ours", theirs: "contacted" })
})
