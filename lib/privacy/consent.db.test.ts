import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { enquiry, mailStep, nurtureWorld, recordingSenders, at } from "@/lib/nurture/sending/nurture-testing"
import { runNurture } from "@/lib/nurture/sending/run-nurture"
import { phone, email } from "@/lib/leads/ingest/sample-events"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { excludedLeads } from "@/lib/sync/reconcile/links"
import { ourValues, readLeads } from "@/lib/sync/reconcile/desired-state"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

let database: TestDatabase
beforeAll(async () => void (database = await testDatabase()))
afterAll(() => database.drop())

const consent = (given: boolean, purpose: string, hours = 0) => ({ given, givenAt: at(hours), textVersion: "v7", purpose })

test("a message leaves only with the consent that its region asks for, and a refusal of service stops the CRM push too", async () => {
  const world = nurtureWorld(database)
  const rules = await readSetting(database.db, PRIVACY)
  await writeSetting(testCtx(database.db), PRIVACY, {
    ...rules,
    consent: { ...rules.consent, marketing: { ...rules.consent.marketing, other: "unless_withdrawn" } },
  })
  await world.sequence([mailStep(0)])
  const from = (number: string, name: string) => [phone(number), email(`${name}@example.com`)]
  const [emirati, american, british, refused] = [
    await world.ingest(enquiry({ identities: from("+971507770001", "emirati"), consents: [] })),
    await world.ingest(enquiry({ identities: from("+12025550123", "american"), consents: [] })),
    await world.ingest(enquiry({ identities: from("+447911123456", "british"), consents: [consent(true, "marketing")] })),
    await world.ingest(enquiry({ identities: from("+12025550124", "refused"), consents: [consent(false, "processing of my enquiry")] })),
  ]
  const { senders, emails } = recordingSenders()
  await runNurture(world.ctxAt(0), senders)
  expect(emails.map(({ to }) => to).toSorted()).toEqual(["american@example.com", "british@example.com"])
  expect(await world.sends(emirati)).toMatchObject([{ state: "skipped", reason: "no_consent" }])
  expect(await excludedLeads(database.db, hubspotCrm(), [emirati, american, british, refused])).toEqual(new Map([[refused, "no_consent"]]))
})

test("the consent in force is what the CRM is told, and a withdrawal empties it", async () => {
  const world = nurtureWorld(database)
  const leadId = await world.ingest(enquiry({ consents: [consent(true, "marketing and service")] }))
  const told = async () => {
    const lead = (await readLeads(database.db, [leadId])).get(leadId)
    const values = lead ? ourValues(lead) : {}
    return [values["consent_given_at"]?.value, values["consent_text_version"]?.value, values["purpose_of_processing"]?.value]
  }
  expect(await told()).toEqual([at(0).toISOString(), "v7", "service;marketing"])
  await world.ingest(
    enquiry({
      kind: "contact_updated",
      direction: "internal",
      identities: [],
      consents: [consent(false, "marketing and service", 1)],
      occurredAt: at(1),
    }),
    1,
    leadId,
  )
  expect(await told()).toEqual(["", "", ""])
})
