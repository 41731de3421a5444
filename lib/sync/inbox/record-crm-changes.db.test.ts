import { afterAll, beforeEach, beforeAll, expect, test } from "vitest"
import { crmInbox } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { parseHubspotWebhook } from "@/lib/crm/hubspot/webhook"
import { newId } from "@/lib/platform/ids"
import { openConnection } from "@/lib/sync/connection/crm-connection"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"
import { recordCrmChanges } from "./record-crm-changes"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await openConnection({ db: database.db, crm: hubspotCrm(), now: () => new Date() })
})
beforeEach(async () => {
  await database.db.delete(crmInbox)
})
afterAll(() => database.drop())

async function told(...events: Record<string, unknown>[]): Promise<string[]> {
  const body = events.map((event, at) => ({ subscriptionType: "contact.propertyChange", objectId: 100 + at, occurredAt: 1, ...event }))
  const changes = parseHubspotWebhook(Buffer.from(JSON.stringify(body))) ?? []
  await database.db.transaction((tx) => recordCrmChanges(tx, [{ receiptId: newId(), changes }], new Date()))
  return (await database.db.select().from(crmInbox)).map(({ externalId }) => externalId).toSorted()
}

test("a value that the CRM computes and that is not read here costs no call", async () => {
  const queued = await told(
    { propertyName: "num_associated_deals", changeSource: "CALCULATED", sourceId: "CalculatedPropertyComputer" },
    { propertyName: "company", changeSource: "CALCULATED" },
    { propertyName: "num_associated_deals", changeSource: "CRM_UI" },
  )
  expect(queued).toEqual(["101", "102"])
})

test("a deletion and a merge count, also by our own app", async () => {
  const queued = await told(
    { subscriptionType: "contact.deletion", changeSource: "CALCULATED" },
    {
      subscriptionType: "contact.merge",
      primaryObjectId: 7,
      mergedObjectIds: [8],
      newObjectId: 9,
      objectId: 7,
      changeSource: "CALCULATED",
    },
  )
  expect(queued).toEqual(["100", "7", "8", "9"])
})
