import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { duplicateItems } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "./ingest-events"
import { email, named, phone, sampleEvent } from "./sample-events"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

async function ingest(batches: readonly (readonly LeadEvent[])[]): Promise<string[]> {
  const ids: string[] = []
  for (const batch of batches) {
    const { ingested } = await database.db.transaction((tx) =>
      ingestEvents(
        tx,
        batch.map((event) => ({ event, receiptId: newId() })),
        new Date("2026-03-20T08:00:00Z"),
      ),
    )
    ids.push(...ingested.map((one) => (one.outcome === "ingested" ? one.leadId : "")))
  }
  return ids
}

const itemsOf = (leadId: string | undefined) =>
  database.db
    .select()
    .from(duplicateItems)
    .where(eq(duplicateItems.leadB, leadId ?? newId()))

/** Two similar leads, and then a form with the phone of one and the email of the other. */
const story = (mobile: string, near: string, address: string): [LeadEvent, LeadEvent, LeadEvent] => [
  sampleEvent({ identities: [phone(mobile)], fields: [named("Zhanna Orlova")] }),
  sampleEvent({ identities: [phone(near), email(address)], fields: [named("Zhanna Orlova")], at: "2026-03-12T08:00:00Z" }),
  sampleEvent({ identities: [phone(mobile), email(address)], fields: [named("Zhanna Orlova")], at: "2026-03-14T08:00:00Z" }),
]

const LINKED = { kind: "pair", reason: "linked_by_event", identityKind: "email" }

test("an item raised by similarity becomes 'linked by this event' when one event names both leads", async () => {
  const [first, second, third] = story("+971501230001", "+971501230002", "zhanna.one@example.com")
  const [a, b] = await ingest([[first], [second]])
  const [similar] = await database.db.select().from(duplicateItems)
  expect(similar).toMatchObject({ status: "pending", reason: "similar_phone", leadA: b, leadB: a })
  const [joined] = await ingest([[third]])
  expect(joined).toBe(a)
  const items = await itemsOf(b)
  expect(items).toMatchObject([{ ...LINKED, id: similar?.id, status: "pending", leadA: a, identityValue: "zhanna.one@example.com" }])
  expect(items[0]?.createdAt).toEqual(similar?.createdAt)
  expect(items[0]?.touchpointId).not.toBe(similar?.touchpointId)
  expect(items[0]?.evidence.filter(({ feature }) => feature === "email")).toMatchObject([{ level: "exact" }])
})

test("it does so in one batch as in three, and a snoozed item stays snoozed", async () => {
  const [, b] = await ingest([story("+971502340001", "+971502340002", "zhanna.two@example.com")])
  expect(await itemsOf(b)).toMatchObject([{ ...LINKED, status: "pending" }])
  const [first, second, third] = story("+971503450001", "+971503450002", "zhanna.three@example.com")
  const [, other] = await ingest([[first], [second]])
  await database.db
    .update(duplicateItems)
    .set({ status: "later", decidedAt: new Date("2026-03-15T08:00:00Z") })
    .where(eq(duplicateItems.leadA, other ?? ""))
  await ingest([[third]])
  expect(await itemsOf(other)).toMatchObject([{ ...LINKED, status: "later", decidedAt: new Date("2026-03-15T08:00:00Z") }])
})
