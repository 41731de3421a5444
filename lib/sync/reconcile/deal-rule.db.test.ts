import { afterAll, beforeAll, expect, test } from "vitest"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { saveDealRule } from "@/lib/sync/save-deal-rule"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
  await saveDealRule(bench.ctx, { dealRule: "qualified" })
})
afterAll(() => bench.close())

let serial = 0
async function synced(part: Parameters<typeof sampleEvent>[0] = {}) {
  serial += 1
  const identities = [phone(`+9715059${String(10_000 + serial)}`), email(`rule.${serial}@mail.example`)]
  const leadId = await bench.ingest(sampleEvent({ identities, fields: [named("Huda Karim")], ...part }))
  await bench.settle()
  return leadId
}

test("a lead is a contact alone until it qualifies, and then gets one deal with a date to close and no invented amount", async () => {
  const leadId = await synced()
  expect(await bench.contactOf(leadId)).toBeDefined()
  expect(await bench.dealOf(leadId)).toBeUndefined()
  await editLead(bench.ctx, { leadId, fields: { company: "Not yet" } })
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Not yet")
  expect(await bench.dealOf(leadId)).toBeUndefined()
  await editLead(bench.ctx, { leadId, fields: { pickup_date: "2026-10-01", return_date: "2026-10-08" } })
  await bench.settle()
  const deal = await bench.dealOf(leadId)
  expect(deal?.properties["amount"] ?? "").toBe("")
  expect(Date.parse(deal?.properties["closedate"] ?? "")).toBeGreaterThan(bench.now() + 60 * 86_400_000)
  expect(deal?.associations?.["contacts"]?.results.length).toBe(1)
})

test("a stage that a person chose is a signal", async () => {
  const leadId = await synced()
  await moveLead(bench.ctx, { leadId, to: "qualified", via: "crm" })
  await bench.settle()
  expect(await bench.dealOf(leadId)).toBeDefined()
})

test("a chatbot's wish for a deal is followed", async () => {
  const asked = await synced({ channel: "chatbot", kind: "lead_qualified", details: { crmTarget: { create_deal: true } } })
  const told = await synced({ channel: "chatbot", kind: "lead_qualified", details: { crmTarget: { create_deal: false } } })
  expect(await bench.dealOf(asked)).toBeDefined()
  expect(await bench.dealOf(told)).toBeUndefined()
})

test("a rule that is loosened makes the deals that were held back", async () => {
  const leadId = await synced()
  expect(await bench.dealOf(leadId)).toBeUndefined()
  await saveDealRule(bench.ctx, { dealRule: "always" })
  await bench.settle()
  expect(await bench.dealOf(leadId)).toBeDefined()
})
