import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leadIdentities, leads } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { listDuplicates } from "@/lib/duplicates/items/queries"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { listLeads } from "@/lib/leads/list-leads"
import { rebuildProfiles } from "@/lib/matching/rebuild-profiles"
import type { Ctx } from "@/lib/platform/context"
import { rereadPhonesJob } from "./reread-phones"

let database: TestDatabase
let ctx: Ctx
beforeAll(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db)
})
afterAll(() => database.drop())

/** A lead as it was stored before its number's spelling was known. */
async function storedAs(name: string, value: string, stored: Partial<typeof leadIdentities.$inferInsert>): Promise<string> {
  const placeholder = `+97150${String(7_000_000 + Math.floor(Math.abs(hashOf(name)) % 900_000))}`
  const { ingested } = await database.db.transaction((tx) =>
    ingestEvents(tx, [{ event: sampleEvent({ identities: [phone(placeholder)], fields: [named(name)] }), receiptId: null }], new Date()),
  )
  const [one] = ingested
  const leadId = one?.outcome === "ingested" ? one.leadId : ""
  await database.db
    .update(leadIdentities)
    .set({ value, raw: value, ...stored })
    .where(eq(leadIdentities.leadId, leadId))
  await database.db
    .update(leads)
    .set({ phones: stored.strength === "weak" ? [] : [value] })
    .where(eq(leads.id, leadId))
  await database.db.transaction((tx) => rebuildProfiles(tx, [leadId]))
  return leadId
}

const hashOf = (text: string): number => [...text].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) | 0

test("numbers stored in an old spelling or as text become the current form, and leads that share one go to review", async () => {
  const brazil = await storedAs("Bruna Costa", "+558596340700", { strength: "weak", source: "provider", traits: { unreadable: "invalid" } })
  const argentina = await storedAs("Diego Funes", "+543514560701", { strength: "shared", traits: { type: "fixed", sharedBy: "nature" } })
  const owner = await storedAs("Mateo Rios", "+525533330702", {})
  const twin = await storedAs("Mateo Rios", "+5215533330702", {})
  await rereadPhonesJob.run(ctx, {}, new AbortController().signal)
  const phonesOf = async (q: string) => (await listLeads(ctx, { phone: q })).data.map(({ id, phones }) => [id, ...phones])
  expect(await phonesOf("+55 85 99634-0700")).toEqual([[brazil, "+5585996340700"]])
  expect(await phonesOf("+54 9 351 456 0701")).toEqual([[argentina, "+5493514560701"]])
  expect((await phonesOf("+52 55 3333 0702")).map(([id]) => id).sort()).toEqual([owner, twin].sort())
  const { data } = await listDuplicates(ctx, { status: "pending" })
  const asked = data.filter(({ leads: pair }) => pair.some(({ id }) => id === owner))
  expect(asked.map(({ leads: pair }) => pair.map(({ id }) => id).sort())).toEqual([[owner, twin].sort()])
  const before = await database.db.select().from(leadIdentities)
  await rereadPhonesJob.run(ctx, {}, new AbortController().signal)
  expect(await database.db.select().from(leadIdentities)).toEqual(before)
})
