import { afterAll, beforeAll, expect, test } from "vitest"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import type { LeadEvent } from "@/lib/core/lead-event"
import { restrictLead } from "@/lib/leads/edit/restrict-lead"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

const enquiry = (mobile: string, given: Partial<LeadEvent> = {}) =>
  sampleEvent({ identities: [phone(mobile)], fields: [named(`Consent ${mobile.slice(-4)}`)], occurredAt: new Date(bench.now()), ...given })
const stated = (given: boolean, purpose: string) => [{ given, givenAt: new Date(bench.now()), textVersion: "2026-05", purpose }]

test("the consent in force goes to the CRM as properties, and a withdrawal empties them", async () => {
  const mobile = "+971501120001"
  const leadId = await bench.ingest(enquiry(mobile, { consents: stated(true, "marketing and service") }))
  const givenAt = new Date(bench.now())
  await bench.settle()
  const first = (await bench.contactOf(leadId))?.properties
  expect(first).toMatchObject({ consent_text_version: "2026-05", purpose_of_processing: "service;marketing" })
  expect(new Date(String(first?.["consent_given_at"])).getTime()).toBe(givenAt.getTime())
  await bench.advance(60_000)
  await bench.ingest(enquiry(mobile, { consents: stated(false, "marketing") }))
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties).toMatchObject({ purpose_of_processing: "service" })
})

test("nothing of a lead goes over that is restricted or refused to be served, until that is lifted", async () => {
  const refused = await bench.ingest(enquiry("+971501120002", { consents: stated(false, "processing of my enquiry") }))
  const mobile = "+971501120003"
  const leadId = await bench.ingest(enquiry(mobile))
  await bench.settle()
  expect(await bench.contactOf(refused)).toBeUndefined()
  const before = (await bench.contactOf(leadId))?.properties
  expect(before).toBeDefined()
  await restrictLead(bench.ctx, { leadId, restricted: true, reason: "Asked for it" })
  await bench.ingest(
    enquiry(mobile, {
      text: "Secret",
      channel: "botspace",
      kind: "message",
      fields: [{ field: "vehicle", value: "Nissan Patrol", trust: "stated" }],
    }),
  )
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties).toEqual(before)
  expect(JSON.stringify(await bench.state())).not.toContain("Secret")
  await restrictLead(bench.ctx, { leadId, restricted: false, reason: "Agreed again" })
  await bench.settle()
  expect(await bench.waiting()).toBe(0)
})
