import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmAliases, crmExclusions, crmLinks, crmOutbox, leads } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { CrmFailure, type ChangesFrom, type ChangesPage, type CrmProvider } from "@/lib/crm/provider"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { openRun, type SyncDeps } from "@/lib/sync/connection/sync-run"
import { syncOnce } from "@/lib/sync/sync-once"
import { pollChanges } from "./poll-changes"

/** A CRM that tells of deletions and merges in its list of changes, and marks where a scan ended: HubSpot with such a list. */
let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

let serial = 0
async function synced() {
  serial += 1
  const identities = [phone(`+9715057${String(10_000 + serial)}`), email(`feed.${serial}@mail.example`)]
  const leadId = await bench.ingest(sampleEvent({ identities, fields: [named("Huda Karim")], at: "2026-08-30T08:00:00Z" }))
  await bench.settle()
  return { leadId, contactId: (await bench.contactOf(leadId))?.id ?? "" }
}
const depsWith = (part: Partial<CrmProvider>): SyncDeps => ({
  ...bench.deps,
  connect: (hooks, schema) => ({ ...bench.deps.connect(hooks, schema), ...part }),
})
const PAGE: ChangesPage = { records: [], gone: [], next: null, resume: null }
async function poll(readChanges: CrmProvider["readChanges"]) {
  const run = await openRun(bench.ctx, depsWith({ readChanges }))
  await pollChanges(run, "contact")
  run.provider.close()
}
const gone = (id: string, why: ChangesPage["gone"][number]["why"], into: string | null = null) => ({ id, why, into, at: bench.ctx.now() })
const lead = async (id: string) => (await bench.database.db.select().from(leads).where(eq(leads.id, id)))[0]

test("the next scan goes on where the CRM says the last one ended", async () => {
  const asked: ChangesFrom[] = []
  const read = (from: ChangesFrom, resume: string | null) => {
    asked.push(from)
    return Promise.resolve({ ...PAGE, resume })
  }
  await poll((_object, from) => read(from, "mark-1"))
  await poll((_object, from) => read(from, null))
  await poll((_object, from) => read(from, "mark-2"))
  expect(asked[0]).toHaveProperty("since")
  expect(asked.slice(1)).toEqual([{ resume: "mark-1" }, { resume: "mark-1" }])
})

test("a mark that the CRM has forgotten starts a comparison of everything, and scans begin anew", async () => {
  await poll(() => Promise.reject(new CrmFailure({ kind: "cursor_expired" }, "contacts.changes")))
  const { rows } = await bench.database.db.execute(
    sql`select key from graphile_worker.jobs where key = ${`crm:compare:${bench.ctx.crm.name}`}`,
  )
  expect(rows.length).toBe(1)
  const asked: ChangesFrom[] = []
  await poll((_object, from) => {
    asked.push(from)
    return Promise.resolve(PAGE)
  })
  expect(asked).toEqual([{ since: expect.any(Date) as Date }])
})

test("a deletion that the list tells of takes the lead out of the sync; one of a record that was never ours does nothing", async () => {
  const { leadId, contactId } = await synced()
  await bench.edit({ op: "delete", objectType: "contacts", id: contactId })
  await poll(() => Promise.resolve({ ...PAGE, gone: [gone(contactId, "deleted"), gone("999999", "deleted")] }))
  await bench.settle()
  const excluded = await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))
  expect(excluded).toMatchObject([{ reason: "deleted_there", externalId: contactId }])
})

test("a merge that the list tells of is a merge here, and the old id still leads to the survivor when the CRM has forgotten it", async () => {
  const [kept, merged] = [await synced(), await synced()]
  await bench.edit({ op: "merge", objectType: "contacts", primaryId: kept.contactId, mergeId: merged.contactId })
  const survivor =
    (await bench.state()).contacts.find(({ archived, properties }) => !archived && properties["onelead_lead_id"] === kept.leadId)?.id ?? ""
  const forgets: SyncDeps = {
    ...bench.deps,
    connect: (hooks, schema) => {
      const provider = bench.deps.connect(hooks, schema)
      const readByIds: CrmProvider["readByIds"] = async (object, ids, shape) => {
        const answer = await provider.readByIds(object, ids, shape)
        if (answer.records.delete(merged.contactId)) answer.gone.set(merged.contactId, "merged")
        return answer
      }
      return { ...provider, readByIds }
    },
  }
  await poll(() => Promise.resolve({ ...PAGE, gone: [gone(merged.contactId, "merged", survivor)] }))
  for (let turn = 0; turn < 4; turn += 1) await syncOnce(bench.ctx, forgets)
  await bench.settle()
  expect(await lead(merged.leadId)).toMatchObject({ state: "merged", mergedInto: kept.leadId })
  expect((await bench.database.db.select().from(crmAliases)).some(({ externalId }) => externalId === merged.contactId)).toBe(true)
  const links = await bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, kept.leadId))
  expect(links.filter(({ objectType }) => objectType === "contact").map(({ externalId }) => externalId)).toEqual([survivor])
})

test("a record that we may not see is neither taken for deleted nor made again, and waits until it is shown to us", async () => {
  const { leadId, contactId } = await synced()
  await editLead(bench.ctx, { leadId, fields: { company: "Hidden LLC" } })
  const hides = depsWith({
    readByIds: (_object, ids) => Promise.resolve({ records: new Map(), gone: new Map(ids.map((id) => [id, "hidden" as const])) }),
  })
  await syncOnce(bench.ctx, hides)
  const [row] = await bench.database.db
    .select()
    .from(crmOutbox)
    .where(sql`lead_id = ${leadId} and kind = 'lead'`)
  expect(row).toMatchObject({ state: "parked", errorClass: "hidden" })
  expect(await bench.database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))).toEqual([])
  await editLead(bench.ctx, { leadId, fields: { vehicle: "Patrol" } })
  await bench.settle()
  expect(await bench.contactOf(leadId)).toMatchObject({ id: contactId, properties: { company: "Hidden LLC" } })
})

test("a row that the CRM was at itself is tried again, and one that changed meanwhile is read again, neither given up", async () => {
  for (const outcome of ["busy", "stale"] as const) {
    const { leadId } = await synced()
    await editLead(bench.ctx, { leadId, fields: { company: `After ${outcome}` } })
    const refuses = depsWith({
      write: (_object, rows) =>
        Promise.resolve(new Map(rows.map(({ key }) => [key, outcome === "busy" ? { outcome, retryAfterMs: 1_000 } : { outcome }]))),
    })
    await syncOnce(bench.ctx, refuses)
    expect((await bench.contactOf(leadId))?.properties["company"]).not.toBe(`After ${outcome}`)
    await bench.settle()
    expect((await bench.contactOf(leadId))?.properties["company"]).toBe(`After ${outcome}`)
  }
})
