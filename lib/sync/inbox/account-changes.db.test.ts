import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmBudget, crmExclusions, crmLinks, crmOutbox, crmSchemas, notifications, users } from "@/db/schema"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { syncOnce } from "@/lib/sync/sync-once"
import { takeTurns } from "@/lib/sync/run-sync"

let bench: SyncBench
let serial = 0
function person() {
  serial += 1
  return sampleEvent({
    identities: [phone(`+9715092${String(40_000 + serial)}`), email(`account.${serial}@mail.example`)],
    fields: [named("Huda Karim")],
  })
}
async function removeProperty(path: string) {
  const answer = await fetch(`${bench.hubspot.url}/crm/v3/properties/${path}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${DEFAULT_TOKEN}` },
  })
  expect(answer.status).toBe(204)
}
const drift = async () =>
  (await bench.database.db.select().from(crmSchemas))[0]?.drift.map(({ object, property }) => `${object}.${property}`)

beforeAll(async () => {
  bench = await openSyncBench()
  await bench.listen()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.hear()
  await bench.settle()
})

test("what is missing in the CRM is made once, and made again after it was removed", async () => {
  expect((await provisionCrm(bench.ctx, bench.deps)).made).toEqual([])
  await removeProperty("contacts/onelead_channels")
  expect((await provisionCrm(bench.ctx, bench.deps)).made).toEqual(["contacts.onelead_channels"])
})

test("a removed property is found by the next push, parks its own mapping alone, and is filled when it is back", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  await removeProperty("contacts/onelead_score")
  await editLead(bench.ctx, { leadId, fields: { company: "Goes through", vehicle: "Patrol" } })
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Goes through")
  expect((await bench.dealOf(leadId))?.properties["onelead_vehicle"]).toBe("Patrol")
  await takeTurns(bench.ctx, bench.deps)
  expect(await drift()).toEqual(["contact.onelead_score"])
  const later = await bench.ingest(person())
  await bench.settle()
  expect((await bench.contactOf(later))?.properties["onelead_band"]).toBeDefined()
  expect((await bench.contactOf(later))?.properties["onelead_score"]).toBeUndefined()
  await provisionCrm(bench.ctx, bench.deps)
  expect(await drift()).toEqual([])
  await bench.settle()
  for (const id of [leadId, later]) expect((await bench.contactOf(id))?.properties["onelead_score"]).toBeDefined()
  expect((await bench.database.db.select().from(crmLinks)).every(({ withheld }) => withheld["score"] === undefined)).toBe(true)
})

test("a contact that is restored there takes part again, with the same record", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  await bench.hear()
  const id = (await bench.contactOf(leadId))?.id ?? ""
  await bench.edit({ op: "delete", objectType: "contacts", id })
  await bench.hear()
  await bench.settle()
  expect((await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))).length).toBe(1)
  await bench.edit({ op: "restore", objectType: "contacts", id })
  await bench.hear()
  await bench.settle()
  expect(await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))).toEqual([])
  await editLead(bench.ctx, { leadId, fields: { company: "Back" } })
  await bench.settle()
  expect(await bench.contactOf(leadId)).toMatchObject({ id, properties: { company: "Back" } })
})

test("the day's calls are counted in the account's time zone, which may change", async () => {
  const zone = async () => (await bench.database.db.select().from(crmBudget))[0]?.dayZone
  expect(await zone()).toBe("Asia/Dubai")
  await bench.hubspot.control.config({ timeZone: "America/New_York" })
  await provisionCrm(bench.ctx, bench.deps)
  expect(await zone()).toBe("America/New_York")
  await bench.hubspot.control.config({ timeZone: "Asia/Dubai" })
  await provisionCrm(bench.ctx, bench.deps)
})

test("at 70 % of the day an admin is told once, what a person waits for goes on, and the rest waits for tomorrow", async () => {
  const admin = newId()
  await bench.database.db.insert(users).values({ id: admin, email: "admin@rentals.example", name: "Admin", role: "admin" })
  await bench.hubspot.control.config({ limits: { daily: 100_000 } })
  await bench.hubspot.control.quota(70_500)
  const known = await bench.ingest(person())
  await bench.settle(200).catch(() => undefined)
  expect((await bench.database.db.select().from(crmBudget))[0]).toMatchObject({ dayMax: 100_000 })
  for (let turn = 0; turn < 3; turn += 1) {
    await takeTurns(bench.ctx, bench.deps)
    await bench.advance(700_000)
  }
  const told = await bench.database.db.select().from(notifications).where(eq(notifications.userId, admin))
  expect(told.map(({ kind }) => kind)).toEqual(["crm_quota"])
  await editLead(bench.ctx, { leadId: known, fields: { company: "Urgent" } })
  await bench.database.db.execute(
    sql`update crm_outbox set state = 'pending', priority = 3, pull = true where lead_id = ${known} and kind = 'activity'`,
  )
  const fresh = await bench.ingest(person())
  for (let turn = 0; turn < 4; turn += 1) await syncOnce(bench.ctx, bench.deps)
  expect(await bench.contactOf(fresh)).toBeDefined()
  expect((await bench.contactOf(known))?.properties["company"]).toBe("Urgent")
  await bench.advance(300_000)
  await syncOnce(bench.ctx, bench.deps)
  const waiting = (await bench.database.db.select().from(crmOutbox)).filter(({ state }) => state === "pending")
  expect(waiting.length).toBeGreaterThan(0)
  expect(waiting.every(({ kind, attempts }) => kind === "activity" && attempts === 0)).toBe(true)
  await bench.advance(86_400_000)
  await bench.settle()
})
