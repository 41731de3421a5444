import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmActivities, crmBudget, crmConflicts, crmLinks, crmOutbox, leads } from "@/db/schema"
import { openSyncBench, type ConnectedAccount, type SyncBench } from "@/e2e/sync/sync-bench"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { HUBSPOT_MAPPINGS } from "@/lib/crm/hubspot/mapping"
import { compareAll } from "./compare/compare-all"
import { openRun } from "./connection/sync-run"
import { switchSync } from "./manage-sync"
import { takeTurns } from "./run-sync"
import { saveMappings } from "./save-mappings"
import { syncOnce } from "./sync-once"
import { readLeadSync } from "./status/lead-sync"
import { readSyncOverview } from "./status/queries"

/** Two accounts that know nothing of each other, and one store between them. */
let bench: SyncBench
let first: ConnectedAccount
let second: ConnectedAccount
beforeAll(async () => {
  bench = await openSyncBench()
  first = bench
  second = await bench.connect("emea")
})
afterAll(() => bench.close())
beforeEach(async () => {
  for (const { hubspot } of [first, second]) await hubspot.control.faults([])
  await bench.settle()
})

let serial = 0
function person() {
  serial += 1
  return sampleEvent({
    identities: [phone(`+9715055${String(10_000 + serial)}`), email(`several.${serial}@mail.example`)],
    fields: [named("Huda Karim")],
    at: "2026-08-30T08:00:00Z",
  })
}
const contactIn = async ({ hubspot }: ConnectedAccount, leadId: string) =>
  (await hubspot.control.state()).contacts.find(({ archived, properties }) => !archived && properties["onelead_lead_id"] === leadId)
const companyIn = async (account: ConnectedAccount, leadId: string) => (await contactIn(account, leadId))?.properties["company"] ?? ""
const companyHere = async (leadId: string) =>
  (await bench.database.db.select().from(leads).where(eq(leads.id, leadId)))[0]?.provenance.company?.value
const writesTo = async ({ hubspot }: ConnectedAccount) =>
  (await hubspot.control.log()).filter(({ method, url }) => method === "POST" && /batch\/(update|upsert|create)|merge/.test(url)).length
async function edit({ hubspot }: ConnectedAccount, leadId: string, properties: Record<string, string>) {
  const contact = (await hubspot.control.state()).contacts.find((one) => one.properties["onelead_lead_id"] === leadId)
  await bench.advance(5_000)
  await hubspot.control.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties })
}
async function poll({ ctx, deps }: ConnectedAccount) {
  await bench.advance(120_000)
  await takeTurns(ctx, deps)
}

test("a lead goes to every CRM, with links of its own in each, and is shown with all of them", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  for (const account of [first, second]) expect((await contactIn(account, leadId))?.properties["lastname"]).toBe("Karim")
  const links = await bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))
  expect(links.map(({ provider, objectType }) => `${provider} ${objectType}`).toSorted()).toEqual([
    "emea contact",
    "emea deal",
    "hubspot contact",
    "hubspot deal",
  ])
  const shown = await readLeadSync(bench.ctx, { leadId })
  expect(shown.map(({ label, links: own }) => [label, own.length])).toEqual([
    ["HubSpot", 2],
    ["emea", 2],
  ])
  const entries = await bench.database.db.select().from(crmActivities).where(eq(crmActivities.leadId, leadId))
  expect(entries.map(({ provider }) => provider).toSorted()).toEqual(["emea", "hubspot"])
})

test("a change that comes from one CRM goes on to the other, and never back", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  await edit(second, leadId, { company: "Falcon Tours" })
  const before = await writesTo(second)
  await poll(second)
  await bench.settle()
  expect(await companyHere(leadId)).toBe("Falcon Tours")
  expect(await companyIn(first, leadId)).toBe("Falcon Tours")
  expect(await writesTo(second)).toBe(before)
  const onward = await writesTo(first)
  for (const account of [first, second, first, second]) await poll(account)
  await bench.settle()
  expect([await writesTo(first), await writesTo(second)]).toEqual([onward, before])
})

test("an opt-out in one account is carried out in the other, and never goes back", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  const isOutIn = async (account: ConnectedAccount) => (await contactIn(account, leadId))?.properties["hs_email_optout"] === "true"
  const optOutCalls = async ({ hubspot }: ConnectedAccount) =>
    (await hubspot.control.log()).filter(({ url }) => url.includes("communication-preferences") && url.includes("unsubscribe")).length
  const before = await optOutCalls(second)
  const contact = await contactIn(second, leadId)
  await bench.advance(5_000)
  await second.hubspot.control.edit({ op: "optOut", id: contact?.id ?? "", property: "hs_email_optout", isOut: true })
  await poll(second)
  await bench.settle()
  expect(await isOutIn(first)).toBe(true)
  expect(await optOutCalls(second)).toBe(before)
  for (const account of [first, second]) await poll(account)
  await bench.settle()
  expect(await optOutCalls(second)).toBe(before)
})

test("the same value changed in both at once ends equal everywhere, with the conflict kept for the CRM that lost", async () => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  await edit(first, leadId, { company: "Earlier LLC" })
  await edit(second, leadId, { company: "Later LLC" })
  for (const account of [first, second, first, second]) {
    await poll(account)
    await bench.settle()
  }
  const here = await companyHere(leadId)
  expect([await companyIn(first, leadId), await companyIn(second, leadId)]).toEqual([here, here])
  const conflicts = await bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))
  expect(conflicts.filter(({ property }) => property === "company").length).toBeGreaterThan(0)
  expect(new Set(conflicts.map(({ provider }) => provider)).size).toBe(1)
})

test.each([
  ["an outage", [{ kind: "error", times: null }]],
  ["a used-up day", [{ kind: "rate_limit", scope: "daily", times: null }]],
  ["a token that is not accepted", [{ kind: "unauthorized", times: null }]],
] as const)("%s of one CRM leaves the other untouched, and is made up for afterwards", async (_, faults) => {
  const leadId = await bench.ingest(person())
  await bench.settle()
  await second.hubspot.control.faults([...faults])
  await editLead(bench.ctx, { leadId, fields: { company: "Goes on LLC" } })
  const fresh = await bench.ingest(person())
  for (let turn = 0; turn < 4; turn += 1) {
    for (const { ctx, deps } of [second, first]) {
      await syncOnce(ctx, deps)
    }
  }
  expect(await companyIn(first, leadId)).toBe("Goes on LLC")
  expect(await contactIn(first, fresh)).toBeDefined()
  expect(await companyIn(second, leadId)).toBe("")
  const budgets = await bench.database.db.select().from(crmBudget)
  expect(budgets.find(({ provider }) => provider === "hubspot")).toMatchObject({ failures: 0 })
  const troubled = await bench.database.db.select().from(crmOutbox).where(eq(crmOutbox.provider, "hubspot"))
  expect(troubled.filter(({ attempts, error }) => attempts > 0 || error !== null)).toEqual([])
  await second.hubspot.control.faults([])
  await bench.advance(7_200_000)
  await bench.settle(200)
  expect(await companyIn(second, leadId)).toBe("Goes on LLC")
  expect(await contactIn(second, fresh)).toBeDefined()
})

test("mapping, pause and comparison are each CRM's own", async () => {
  const mappings = HUBSPOT_MAPPINGS.map((line) => (line.field === "company" ? { ...line, isOn: false } : line))
  await saveMappings(second.ctx, { mappings })
  const leadId = await bench.ingest(person())
  await editLead(bench.ctx, { leadId, fields: { company: "For one only" } })
  await bench.settle()
  expect([await companyIn(first, leadId), await companyIn(second, leadId)]).toEqual(["For one only", ""])
  await saveMappings(second.ctx, { mappings: [...HUBSPOT_MAPPINGS] })
  await bench.settle()
  expect(await companyIn(second, leadId)).toBe("For one only")
  for (const { ctx, deps } of [first, second]) {
    const run = await openRun(ctx, deps)
    expect(await compareAll(run)).toMatchObject({ different: 0, missingHere: 0, missingThere: 0 })
    run.provider.close()
  }
  await switchSync(second.ctx, { isPaused: true })
  await editLead(bench.ctx, { leadId, fields: { company: "Paused" } })
  for (let turn = 0; turn < 3; turn += 1) {
    for (const { ctx, deps } of [first, second]) await syncOnce(ctx, deps)
  }
  expect([await companyIn(first, leadId), await companyIn(second, leadId)]).toEqual(["Paused", "For one only"])
  expect([(await readSyncOverview(first.ctx)).isPaused, (await readSyncOverview(second.ctx)).isPaused]).toEqual([false, true])
  await switchSync(second.ctx, { isPaused: false })
  await bench.settle()
  expect(await companyIn(second, leadId)).toBe("Paused")
})

test("what a disconnected CRM misses is noted for the others alone", async () => {
  await switchSync(second.ctx, { isDisconnected: true })
  const leadId = await bench.ingest(person())
  const owed = await bench.database.db
    .select()
    .from(crmOutbox)
    .where(and(eq(crmOutbox.leadId, leadId), eq(crmOutbox.kind, "lead")))
  expect(owed.map(({ provider }) => provider)).toEqual(["hubspot"])
  await switchSync(second.ctx, { isDisconnected: false })
})
