import { afterAll, beforeAll, expect, test } from "vitest"
import { users } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import type { LeadEvent } from "@/lib/core/lead-event"
import { savePrivacyRules } from "@/lib/privacy/save-rules"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting } from "@/lib/platform/settings/setting"
import { newId } from "@/lib/platform/ids"
import { restrictLead } from "@/lib/leads/edit/restrict-lead"
import { countStates, listSyncStatuses } from "@/lib/sync/status/sync-states"
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
  const { data: heldBack } = await listSyncStatuses(bench.ctx, { state: "excluded" })
  expect(heldBack).toMatchObject([{ leadId: refused, excluded: "no_consent" }])
  expect((await countStates(bench.ctx, false)).pending).toBe(0)
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

test("a lead that was kept out for want of consent goes over once the rules allow it", async () => {
  const leadId = await bench.ingest(enquiry("+971501120004", { consents: stated(false, "processing of my enquiry") }))
  await bench.settle()
  expect(await bench.contactOf(leadId)).toBeUndefined()
  const rules = await readSetting(bench.database.db, PRIVACY)
  const id = newId()
  await bench.database.db.insert(users).values({ id, email: "admin@example.com", name: "Admin", role: "admin" })
  const admin = { ...bench.ctx, actor: { kind: "user" as const, id, name: "Admin", role: "admin" as const } }
  await savePrivacyRules(admin, { ...rules, consent: { ...rules.consent, service: { ...rules.consent.service, ae: "none" } } })
  await bench.settle()
  expect(await bench.contactOf(leadId)).toBeDefined()
})
