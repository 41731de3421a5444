import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { auditLog, crmConflicts, crmExclusions, crmLinks, leads, stageHistory, users } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { newId } from "@/lib/platform/ids"
import { erasePerson } from "@/lib/privacy/erase/erase-person"
import { compareAll } from "@/lib/sync/compare/compare-all"
import { takeTurns } from "@/lib/sync/run-sync"
import { openRun } from "@/lib/sync/connection/sync-run"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
  await bench.listen()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.hear()
  await bench.settle()
})

let serial = 0
function person(name = "Omar Saleh") {
  serial += 1
  const mobile = `+9715045${String(60_000 + serial)}`
  const mail = `guest.${serial}@mail.example`
  return {
    mobile,
    mail,
    event: sampleEvent({ identities: [phone(mobile), email(mail)], fields: [named(name)], at: "2026-08-30T08:00:00Z" }),
  }
}
async function synced(name?: string) {
  const who = person(name)
  const leadId = await bench.ingest(who.event)
  await bench.settle()
  await bench.hear()
  const [contact, deal] = [await bench.contactOf(leadId), await bench.dealOf(leadId)]
  if (!contact || !deal) throw new Error("not synced")
  return { ...who, leadId, contact, deal }
}
async function inbound() {
  await bench.hear()
  await bench.settle()
}
const lead = async (id: string) => (await bench.database.db.select().from(leads).where(eq(leads.id, id)))[0]
async function stageId(label: string) {
  const { schema } = (await bench.database.db.query.crmSchemas.findFirst()) ?? {}
  return schema?.pipelines.find((pipeline) => pipeline.label === "Onelead")?.stages.find((stage) => stage.label === label)?.id ?? ""
}

describe("what a colleague does in HubSpot", () => {
  test("a deal moved there moves the lead here, and what was missing is kept as an exception", async () => {
    const { leadId, deal } = await synced()
    await bench.edit({ op: "update", objectType: "deals", id: deal.id, properties: { dealstage: await stageId("Booked") } })
    await inbound()
    expect((await lead(leadId))?.stageId).toBe("booked")
    const move = (await bench.database.db.select().from(stageHistory).where(eq(stageHistory.leadId, leadId))).find(
      ({ toStageId }) => toStageId === "booked",
    )
    expect(move?.via).toBe("crm")
    expect(move?.exceptions).toContain("booking")
  })

  test("a changed name, company, number and amount are taken over, and nothing is sent back", async () => {
    const { leadId, contact, deal, mobile } = await synced()
    const properties = { firstname: "Omar", lastname: "Al Saleh", company: "Falcon", phone: "+971 50 999 8877" }
    await bench.edit({ op: "update", objectType: "contacts", id: contact.id, properties })
    await bench.edit({ op: "update", objectType: "deals", id: deal.id, properties: { amount: "1500.00" } })
    await inbound()
    expect(await lead(leadId)).toMatchObject({
      name: "Omar Al Saleh",
      company: "Falcon",
      amountMinor: 150_000,
      phones: [mobile, "+971509998877"],
    })
    expect((await bench.contactOf(leadId))?.properties).toMatchObject(properties)
    const writes = (await bench.hubspot.control.log()).filter(({ url }) => /batch\/(update|upsert)/.test(url)).length
    await inbound()
    expect((await bench.hubspot.control.log()).filter(({ url }) => /batch\/(update|upsert)/.test(url)).length).toBe(writes)
  })

  test("notices that come twice, late and in any order change nothing more", async () => {
    await bench.listen({ duplicateRate: 1, reorder: true })
    const { leadId, contact } = await synced()
    for (const company of ["One", "Two", "Three"]) {
      await bench.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { company } })
      await bench.advance(1_000)
    }
    await inbound()
    await bench.listen()
    expect((await lead(leadId))?.company).toBe("Three")
  })

  test("a new contact becomes a lead with a deal, and a known person is recognised", async () => {
    const before = (await bench.database.db.select().from(leads)).length
    const known = await synced("Huda Karim")
    await bench.edit({
      op: "create",
      objectType: "contacts",
      properties: { firstname: "Maya", email: "maya.new@mail.example", phone: "0507776655" },
    })
    await inbound()
    const [maya] = await bench.database.db.select().from(leads).where(eq(leads.name, "Maya"))
    expect(maya).toMatchObject({ emails: ["maya.new@mail.example"], phones: ["+971507776655"], firstChannel: "hubspot" })
    expect(await bench.dealOf(maya?.id ?? "")).toBeDefined()
    expect((await bench.database.db.select().from(leads)).length).toBe(before + 2)
    expect((await bench.state()).contacts.filter(({ properties }) => properties["email"] === known.mail).length).toBe(1)
  })

  test("a deleted contact takes its lead out of the sync, and it is not created again", async () => {
    const { leadId, contact } = await synced()
    await bench.edit({ op: "delete", objectType: "contacts", id: contact.id })
    await inbound()
    await editLead(bench.ctx, { leadId, fields: { company: "Later" } })
    await inbound()
    expect(await bench.contactOf(leadId)).toBeUndefined()
    expect((await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId)))[0]?.reason).toBe("deleted_there")
  })

  test("a contact erased for privacy flags the lead for erasure, and is never created again", async () => {
    const { leadId, contact } = await synced()
    await bench.edit({ op: "privacyDelete", id: contact.id })
    await inbound()
    await editLead(bench.ctx, { leadId, fields: { company: "Later" } })
    await inbound()
    expect(await bench.contactOf(leadId)).toBeUndefined()
    expect((await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId)))[0]?.reason).toBe("privacy")
    const entries = await bench.database.db.select().from(auditLog).where(eq(auditLog.leadId, leadId))
    expect(entries.map(({ action }) => action)).toContain("lead.erasure_requested")
  })

  test("a person erased here is nobody to their contact there: it makes no lead, nothing is sent, and nothing is missing", async () => {
    const { leadId, contact, deal } = await synced("Rabab Erased")
    await erasePerson(bench.ctx, { leadId, reason: "Asked for it" })
    const before = (await bench.database.db.select().from(leads)).length
    await bench.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { company: "Later", onelead_lead_id: "" } })
    await bench.edit({ op: "update", objectType: "deals", id: deal.id, properties: { amount: "4711" } })
    await inbound()
    expect((await bench.database.db.select().from(leads)).length).toBe(before)
    expect(await lead(leadId)).toMatchObject({ state: "removed", name: null })
    expect((await bench.state()).contacts.find(({ id }) => id === contact.id)?.properties["company"]).toBe("Later")
    const run = await openRun(bench.ctx, bench.deps)
    expect((await compareAll(run)).lists.missingHere).toEqual([])
    run.provider.close()
  })

  test("contacts merged there are one lead here, and the link follows to the new id", async () => {
    const [a, b] = [await synced("Salma Nasser"), await synced("Salma N")]
    await bench.edit({ op: "merge", objectType: "contacts", primaryId: a.contact.id, mergeId: b.contact.id })
    await inbound()
    expect((await lead(b.leadId))?.mergedInto).toBe(a.leadId)
    const links = await bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, a.leadId))
    const contacts = links.filter(({ objectType }) => objectType === "contact")
    expect(contacts.map(({ externalId }) => externalId)).toEqual([(await bench.contactOf(a.leadId))?.id])
  })

  test("an owner there is the owner here", async () => {
    const { leadId, contact } = await synced()
    const id = newId()
    await bench.database.db.insert(users).values({ id, email: "aisha@rentals.example", name: "Aisha", role: "agent" })
    await bench.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { hubspot_owner_id: "70001" } })
    await inbound()
    expect((await lead(leadId))?.ownerId).toBe(id)
    expect((await bench.dealOf(leadId))?.properties["hubspot_owner_id"]).toBe("70001")
  })
})

test("of two edits the newer wins, and the loser is kept and shown", async () => {
  const { leadId, contact } = await synced()
  await bench.advance(10_000)
  await bench.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { company: "Theirs" } })
  await bench.advance(10_000)
  await editLead(bench.ctx, { leadId, fields: { company: "Ours" } })
  await inbound()
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Ours")
  const conflicts = await bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))
  expect(conflicts).toMatchObject([{ property: "company", ours: "Ours", theirs: "Theirs", winner: "ours" }])
})

test("without webhooks, polling finds what changed, once", async () => {
  await bench.hubspot.control.webhooks(null)
  const { leadId, contact } = await synced()
  await bench.advance(120_000)
  await takeTurns(bench.ctx, bench.deps)
  await bench.settle()
  await bench.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { company: "Polled" } })
  await bench.advance(120_000)
  await takeTurns(bench.ctx, bench.deps)
  await bench.settle()
  expect((await lead(leadId))?.company).toBe("Polled")
  await bench.advance(120_000)
  await takeTurns(bench.ctx, bench.deps)
  expect(await bench.waiting()).toBe(0)
  await bench.listen()
})
