import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmOutbox, leads } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { HUBSPOT_MAPPINGS } from "@/lib/crm/hubspot/mapping"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { compareAll } from "./compare/compare-all"
import { repairDifferences } from "./compare/repair-differences"
import { readLeadSync } from "./status/lead-sync"
import { replayPushes, sendAgain, switchSync } from "./manage-sync"
import { readSyncOverview } from "./status/queries"
import { saveMappings } from "./save-mappings"
import { startLoad } from "./load/steer-load"
import { openRun } from "./connection/sync-run"
import { syncOnce } from "./sync-once"
import { takeTurns } from "./run-sync"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
  await bench.listen()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.hubspot.control.faults([])
  await bench.hear()
  await bench.settle()
})

let serial = 0
function person(name = "Omar Saleh") {
  serial += 1
  return sampleEvent({
    identities: [phone(`+9715058${String(70_000 + serial)}`), email(`sync.${serial}@mail.example`)],
    fields: [named(name)],
    at: "2026-08-30T08:00:00Z",
  })
}
async function compare() {
  const run = await openRun(bench.ctx, bench.deps)
  const found = await compareAll(run)
  run.provider.close()
  return found
}
const as = (role: "agent" | "manager" | "admin") => ({ ...bench.ctx, actor: { kind: "user" as const, id: newId(), name: role, role } })

test("the five states add up to all leads, whatever state they are in", async () => {
  await bench.ingest(person())
  await bench.settle()
  const deleted = await bench.ingest(person())
  await bench.settle()
  await bench.edit({ op: "delete", objectType: "contacts", id: (await bench.contactOf(deleted))?.id ?? "" })
  await bench.hear()
  await bench.settle()
  await bench.hubspot.control.faults([{ kind: "error", times: null }])
  await bench.ingest(person())
  await syncOnce(bench.ctx, bench.deps)
  await bench.ingest(person())
  const { counts, total, errors } = await readSyncOverview(bench.ctx)
  expect(counts).toMatchObject({ excluded: 1, failing: 1, pending: 1 })
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total)
  expect(total).toBe((await bench.database.db.select().from(leads).where(eq(leads.state, "active"))).length)
  expect(errors).toMatchObject([{ waiting: 1, dead: 0 }])
})

test("agents see no sync screen, managers see it, and only an admin changes anything", async () => {
  await expect(readSyncOverview(as("agent"))).rejects.toThrow(AppError)
  await expect(readSyncOverview(as("manager"))).resolves.toBeDefined()
  await expect(switchSync(as("manager"), { isPaused: true })).rejects.toThrow("may not")
  await expect(startLoad(as("manager"), { kind: "run", sendsThere: true, bringsHere: false })).rejects.toThrow("may not")
})

test("a paused sync notes what changes, sends nothing, and sends it all afterwards", async () => {
  await switchSync(bench.ctx, { isPaused: true })
  const leadId = await bench.ingest(person())
  expect(await syncOnce(bench.ctx, bench.deps)).toBe(0)
  expect((await readSyncOverview(bench.ctx)).counts.parked).toBe(1)
  await switchSync(bench.ctx, { isPaused: false })
  await bench.settle()
  expect(await bench.contactOf(leadId)).toBeDefined()
})

test("a comparison lists what differs and what is missing on either side, and a repair removes all of it", async () => {
  const changed = await bench.ingest(person("Lina Aziz"))
  await bench.settle()
  await bench.hear()
  await bench.hubspot.control.webhooks(null)
  await bench.edit({
    op: "update",
    objectType: "contacts",
    id: (await bench.contactOf(changed))?.id ?? "",
    properties: { company: "Unheard" },
  })
  await bench.edit({ op: "create", objectType: "contacts", properties: { firstname: "Unheard", email: "unheard@mail.example" } })
  const absent = await bench.ingest(person("Never Sent"))
  await bench.database.db.delete(crmOutbox).where(eq(crmOutbox.leadId, absent))
  const found = await compare()
  expect(found.lists).toEqual({
    different: [expect.objectContaining({ leadId: changed, property: "company", ours: "", theirs: "Unheard" })],
    missingHere: [expect.objectContaining({ name: "Unheard" })],
    missingThere: [{ leadId: absent }],
  })
  await repairDifferences(bench.ctx, found)
  await bench.settle()
  expect(await compare()).toMatchObject({ different: 0, missingHere: 0, missingThere: 0 })
  expect((await bench.database.db.select().from(leads).where(eq(leads.id, changed)))[0]?.company).toBe("Unheard")
  const { comparisons } = await readSyncOverview(bench.ctx)
  expect(comparisons.at(-1)?.percent).toBe(100)
  await bench.listen()
})

test("what was given up is tried again on demand", async () => {
  const leadId = await bench.ingest(person())
  await bench.database.db
    .update(crmOutbox)
    .set({ state: "dead", errorClass: "invalid", error: "refused" })
    .where(eq(crmOutbox.leadId, leadId))
  expect(await replayPushes(bench.ctx, { errorClass: "invalid" })).toBeGreaterThan(0)
  await bench.settle()
  expect(await bench.contactOf(leadId)).toBeDefined()
})

test("a lead that was deleted there is sent again on demand; one that was erased is not", async () => {
  const [deleted, erased] = [await bench.ingest(person()), await bench.ingest(person())]
  await bench.settle()
  await bench.edit({ op: "delete", objectType: "contacts", id: (await bench.contactOf(deleted))?.id ?? "" })
  await bench.edit({ op: "privacyDelete", id: (await bench.contactOf(erased))?.id ?? "" })
  await bench.hear()
  await bench.settle()
  await sendAgain(bench.ctx, { leadId: deleted })
  await expect(sendAgain(bench.ctx, { leadId: erased })).rejects.toThrow("privacy")
  await bench.settle()
  expect(await bench.contactOf(deleted)).toBeDefined()
  expect(await bench.contactOf(erased)).toBeUndefined()
})

test("a property that disappears parks its own mapping and nothing else", async () => {
  const mappings = HUBSPOT_MAPPINGS.map((one) => (one.field === "band" ? { ...one, properties: ["gone_away"] } : one))
  await expect(saveMappings(bench.ctx, { mappings })).rejects.toThrow("do not fit")
  await saveMappings(bench.ctx, { mappings: HUBSPOT_MAPPINGS.map((one) => (one.field === "band" ? { ...one, isOn: false } : one)) })
  await bench.advance(3_700_000)
  await takeTurns(bench.ctx, bench.deps)
  const leadId = await bench.ingest(person())
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["onelead_band"]).toBeUndefined()
  expect((await bench.contactOf(leadId))?.properties["onelead_score"]).toBeDefined()
  await saveMappings(bench.ctx, { mappings: [...HUBSPOT_MAPPINGS] })
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["onelead_band"]).toBeDefined()
})

test("every call that was made for a lead can be seen on it", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  await editLead(bench.ctx, { leadId, fields: { company: "Seen" } })
  await bench.settle()
  const [sync] = await readLeadSync(bench.ctx, { leadId })
  const { calls = [], links = [] } = sync ?? {}
  expect(calls.map(({ operation }) => operation)).toContain("contacts.update")
  expect(calls.every(({ correlationId, status }) => correlationId !== null && status !== null)).toBe(true)
  expect(links.map(({ object }) => object).sort()).toEqual(["contact", "deal"])
})
