import { eq, inArray, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { duplicateItems, leads, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { rankDuplicates } from "@/lib/duplicates/items/rank-duplicates"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { claimItem } from "@/lib/duplicates/items/claim-item"
import { decideItem, mergeItem } from "./decide-item"
import { mergeSafest } from "./merge-safest"
import { nameFrequency } from "@/lib/duplicates/items/name-frequency"
import { openItem } from "./open-item"
import { listDecided, listDuplicates, listQueue, listSafest } from "@/lib/duplicates/items/queries"
import { readReviewStats } from "@/lib/duplicates/items/review-stats"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"

let database: TestDatabase
let grace: Ctx
let omar: Ctx
let time = new Date("2026-03-10T08:00:00Z")
beforeAll(async () => {
  database = await testDatabase()
  const make = async (name: string) => {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${name}@example.com`, name, role: "reviewer" })
    return testCtx(database.db, { kind: "user", id, name, role: "reviewer" }, () => time)
  }
  ;[grace, omar] = [await make("Grace"), await make("Omar")]
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.update(duplicateItems).set({ status: "superseded" })
})

let serial = 0
async function newLead(name: string, given: Partial<typeof leads.$inferInsert> = {}): Promise<string> {
  serial += 1
  const event = sampleEvent({ identities: [phone(`+97150555${1000 + serial}`)], fields: [named(name)], at: "2026-03-01T08:00:00Z" })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  const id = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  await database.db
    .update(leads)
    .set({ score: 10, ...given })
    .where(eq(leads.id, id))
  return id
}
async function ask(leadA: string, leadB: string, given: Partial<typeof duplicateItems.$inferInsert> = {}): Promise<string> {
  const id = newId()
  const [a, b] = [leadA, leadB].sort()
  // The matcher may have raised an item already; this test replaces it.
  await database.db.delete(duplicateItems).where(eq(duplicateItems.pairKey, `pair:${a}:${b}`))
  await database.db.insert(duplicateItems).values({
    id,
    kind: "pair",
    leadA,
    leadB,
    pairKey: `pair:${a}:${b}`,
    reason: "similar_phone",
    probability: 0.8,
    bits: 2,
    evidence: [],
    modelVersion: "test",
    ...given,
  })
  await database.db.transaction((tx) => rankDuplicates(grace, tx, [{ leadId: leadA, causes: ["events"] }]))
  return id
}
const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)

describe("the order of the queue", () => {
  test("is certainty times value: score, stage and recent activity of the hotter lead", async () => {
    const [plain, hot, further, stale] = [
      await newLead("A"),
      await newLead("B", { score: 90 }),
      await newLead("C", { stageId: "negotiation" }),
      await newLead("D", { lastActivityAt: new Date("2025-06-01T00:00:00Z") }),
    ]
    const third = await newLead("X", { lastActivityAt: new Date("2025-05-01T00:00:00Z") })
    const asked = {
      hot: await ask(hot, third),
      plain: await ask(plain, third),
      unsure: await ask(plain, stale, { probability: 0.3 }),
      further: await ask(further, third),
      stale: await ask(stale, third),
    }
    expect(ids(await listQueue(grace, {}))).toEqual([asked.hot, asked.further, asked.plain, asked.unsure, asked.stale])
  })

  test("follows a lead whose score changes", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C", { score: 50 })]
    const [first, second] = [await ask(c, a), await ask(a, b)]
    expect(ids(await listQueue(grace, {}))).toEqual([first, second])
    await database.db.update(leads).set({ score: 100 }).where(eq(leads.id, b))
    await database.db.transaction((tx) => rankDuplicates(grace, tx, [{ leadId: b, causes: ["edited"] }]))
    expect(ids(await listQueue(grace, {}))).toEqual([second, first])
  })

  test("pages by key: every item once, snoozed ones last, and back in their place when their time is over", async () => {
    const hub = await newLead("Hub")
    const asked: string[] = []
    for (let at = 0; at < 7; at += 1) asked.push(await ask(await newLead(`P${at}`, { score: 90 - at * 10 }), hub, { probability: 0.6 }))
    const [first = "", second = ""] = asked
    await decideItem(grace, { itemId: first, decision: "later" })
    const walk = async (list: typeof listQueue) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await list(grace, { limit: 2, cursor })
        seen.push(...ids(page))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      return seen
    }
    expect(await walk(listQueue)).toEqual([...asked.slice(1), first])
    expect(await walk((ctx, input) => listDuplicates(ctx, { ...input, status: "pending" }))).toEqual(asked.slice(1))
    time = new Date(time.getTime() + 5 * 3_600_000)
    expect((await walk(listQueue)).slice(0, 2)).toEqual([first, second])
    await expect(listQueue(grace, { cursor: "x_y" })).rejects.toMatchObject({ code: "invalid" })
  })

  test("is filtered by kind, reason and certainty", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    const sure = await ask(a, b, { probability: 0.995 })
    const split = await ask(c, c, { kind: "split", pairKey: `split:${c}:x`, reason: "name_contradicts", probability: 0.5 })
    expect(ids(await listQueue(grace, { kind: "split" }))).toEqual([split])
    expect(ids(await listQueue(grace, { reason: "similar_phone" }))).toEqual([sure])
    expect(ids(await listQueue(grace, { certainty: "sure" }))).toEqual([sure])
    expect(ids(await listQueue(grace, { certainty: "possible" }))).toEqual([split])
  })
})

describe("claims", () => {
  test("an item claimed by one reviewer cannot be seen, opened or decided by another until the claim expires", async () => {
    const itemId = await ask(await newLead("A"), await newLead("B"))
    expect(await claimItem(grace, { itemId })).toMatchObject({ outcome: "claimed" })
    expect(ids(await listQueue(omar, {}))).toEqual([])
    expect(ids(await listQueue(grace, {}))).toEqual([itemId])
    expect(await claimItem(omar, { itemId })).toEqual({ outcome: "taken", by: "Grace" })
    await expect(decideItem(omar, { itemId, decision: "distinct" })).rejects.toMatchObject({
      code: "conflict",
      message: "Grace has this item open.",
    })
    const { leads: both } = await openItem(grace, { itemId }).then(({ item }) => item)
    await expect(mergeItem(omar, { itemId, survivorId: both[0]?.id ?? "" })).rejects.toMatchObject({ code: "conflict" })
    time = new Date(time.getTime() + 11 * 60_000)
    expect(ids(await listQueue(omar, {}))).toEqual([itemId])
    expect(await claimItem(omar, { itemId })).toMatchObject({ outcome: "claimed" })
  })

  test("of two who open one item at once, one gets it", async () => {
    const itemId = await ask(await newLead("A"), await newLead("B"))
    const claims = await Promise.all([claimItem(grace, { itemId }), claimItem(omar, { itemId })])
    expect(claims.map(({ outcome }) => outcome).sort()).toEqual(["claimed", "taken"])
  })

  test("opening the next releases the last one", async () => {
    const [one, two] = [await ask(await newLead("A"), await newLead("B")), await ask(await newLead("C"), await newLead("D"))]
    await claimItem(grace, { itemId: one })
    await claimItem(grace, { itemId: two })
    expect(ids(await listQueue(omar, {}))).toEqual([one])
  })
})

test("the preview shows exactly what the merge does", async () => {
  const [a, b] = [await newLead("Omar Saleh"), await newLead("Omar S", { stageId: "qualified" })]
  const itemId = await ask(a, b)
  const { surviving, sides, survivorId } = await openItem(grace, { itemId })
  expect(survivorId).toBe(b)
  expect(sides.map(({ counts }) => counts)).toEqual([a, b].map(() => expect.objectContaining({ touchpoints: 1, lead_identities: 1 })))
  await mergeItem(grace, { itemId, survivorId: b })
  const [merged] = await database.db.select().from(leads).where(eq(leads.id, b))
  expect(merged?.provenance).toEqual(surviving)
})

test("pairs of one cluster are shown together", async () => {
  const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
  const [one, two] = [await ask(a, b), await ask(b, c)]
  const { cluster } = await openItem(grace, { itemId: one })
  expect([cluster.leads.map(({ id }) => id).sort(), cluster.items.map(({ id }) => id).sort()]).toEqual([
    [a, b, c].sort(),
    [one, two].sort(),
  ])
})

describe("bulk merge of the safest band", () => {
  test("merges what is certain and alone, one by one, and each can be undone", async () => {
    const alone = await ask(await newLead("A"), await newLead("B"), { probability: 0.996 })
    const hub = await newLead("Hub")
    await ask(hub, await newLead("C"), { probability: 0.999 })
    await ask(hub, await newLead("D"), { probability: 0.999 })
    const unsure = await ask(await newLead("E"), await newLead("F"), { probability: 0.9 })
    expect((await listSafest(grace)).map(({ id }) => id)).toEqual([alone])
    const outcomes = await mergeSafest(grace, { itemIds: [alone, unsure] })
    expect(outcomes).toMatchObject([
      { itemId: alone, mergeId: expect.any(String) },
      { itemId: unsure, refused: expect.stringContaining("not certain") },
    ])
    const [done] = outcomes
    await undoMerge(grace, { mergeId: done && "mergeId" in done ? done.mergeId : "" })
    expect((await listSafest(grace)).map(({ id }) => id)).toEqual([alone])
  })
})

test("statistics: who decided what, and how often reviewers agree with the matcher", async () => {
  const merged = await ask(await newLead("A"), await newLead("B"), { probability: 0.95 })
  const apart = await ask(await newLead("C"), await newLead("D"), { probability: 0.95 })
  const waiting = await ask(await newLead("E"), await newLead("F"), { createdAt: new Date("2026-03-01T00:00:00Z") })
  const [item] = (await listQueue(grace, {})).data.filter(({ id }) => id === merged)
  await mergeItem(grace, { itemId: merged, survivorId: item?.leads[0]?.id ?? "" })
  time = new Date(time.getTime() + 1000)
  await decideItem(omar, { itemId: apart, decision: "distinct" })
  const stats = await readReviewStats(grace)
  expect(stats).toMatchObject({ open: 1, oldest: "2026-03-01T00:00:00.000Z", decidedThisWeek: 2 })
  expect(stats.agreement).toMatchObject([
    { certainty: "likely", reviewer: "Grace", decided: 1, merged: 1 },
    { certainty: "likely", reviewer: "Omar", decided: 1, merged: 0 },
  ])
  const decided = await listDecided(grace, {})
  expect(decided.data.slice(0, 2).map(({ id, decidedBy, decision }) => [id, decidedBy, decision])).toEqual([
    [apart, "Omar", "distinct"],
    [merged, "Grace", "merge"],
  ])
  expect(ids(decided)).not.toContain(waiting)
})

test("how common a name is counts every script and spelling of it once per lead", async () => {
  await newLead("Zahir Quartermain")
  await newLead("محمد الظاهري")
  await newLead("Mohd Quartermain")
  const frequency = await nameFrequency(database.db, ["Muhammad Quartermain"])
  expect(frequency.map(({ word, leads: n }) => [word, n])).toEqual([
    ["mohammed", 2],
    ["quartermain", 2],
  ])
  expect(await nameFrequency(database.db, [null, "%"])).toEqual([])
})

describe("items follow their leads", () => {
  const state = async (...itemIds: string[]) => {
    const rows = await database.db.select().from(duplicateItems).where(inArray(duplicateItems.id, itemIds))
    return itemIds.map((id) => rows.find((row) => row.id === id)).map((row) => [row?.status, ...[row?.leadA, row?.leadB].sort()])
  }
  const merge = async (survivor: string, gone: string) => {
    const itemId = await ask(survivor, gone)
    return await mergeItem(grace, { itemId, survivorId: survivor })
  }

  test("an open item about a merged lead moves to its survivor, and goes back on undo", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    const open = await ask(a, c)
    const split = await ask(a, a, { kind: "split", pairKey: `split:${a}:phone:x` })
    const { mergeId } = await merge(b, a)
    expect(await state(open, split)).toEqual([
      ["pending", ...[b, c].sort()],
      ["pending", b, b],
    ])
    const { rows } = await database.db.execute(sql`
      select 1 from duplicate_items i join leads l on l.id in (i.lead_a, i.lead_b) where l.state = 'merged' and i.status in ('pending', 'later', 'distinct')`)
    expect(rows).toEqual([])
    await undoMerge(grace, { mergeId })
    expect(await state(open, split)).toEqual([
      ["pending", ...[a, c].sort()],
      ["pending", a, a],
    ])
  })

  test("different people stay different when one of them is merged into a third", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    const apart = await ask(a, c)
    await decideItem(grace, { itemId: apart, decision: "distinct" })
    const asked = await ask(b, c)
    const { mergeId } = await merge(b, a)
    expect(await state(apart, asked)).toEqual([
      ["distinct", ...[b, c].sort()],
      ["superseded", ...[b, c].sort()],
    ])
    await undoMerge(grace, { mergeId })
    expect(await state(apart, asked)).toEqual([
      ["distinct", ...[a, c].sort()],
      ["pending", ...[b, c].sort()],
    ])
  })

  test("one event that names both reopens a pair that was decided as different", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    const apart = await ask(a, c)
    await decideItem(grace, { itemId: apart, decision: "distinct" })
    const linked = await ask(b, c, { reason: "linked_by_event" })
    await merge(b, a)
    expect((await state(apart, linked)).map(([status]) => status)).toEqual(["superseded", "pending"])
  })

  test("of two open items about the same two the more certain one stays, and a pair that became one lead is closed", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    const [sure, unsure] = [await ask(a, c, { probability: 0.9 }), await ask(b, c, { probability: 0.6 })]
    const { mergeId } = await merge(b, a)
    expect((await state(sure, unsure)).map(([status]) => status)).toEqual(["pending", "superseded"])
    await mergeItem(grace, { itemId: sure, survivorId: b })
    expect((await state(sure, unsure)).map(([status]) => status)).toEqual(["merged", "superseded"])
    await undoMerge(grace, { mergeId })
    expect((await state(sure))[0]?.[0]).toBe("merged")
  })

  test("an item about an anonymous chat moves to the lead that the chat joined", async () => {
    const [chat, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    const open = await ask(chat, c)
    await database.db.update(leads).set({ state: "merged", mergedInto: b }).where(eq(leads.id, chat))
    await database.db.transaction((tx) => rankDuplicates(grace, tx, [{ leadId: chat, causes: ["merged"] }]))
    expect(await state(open)).toEqual([["pending", ...[b, c].sort()]])
  })

  test("an item raised while its lead was being merged moves to the survivor", async () => {
    const [a, b, c] = [await newLead("A"), await newLead("B"), await newLead("C")]
    await merge(b, a)
    const late = await ask(c, a)
    expect(await state(late)).toEqual([["pending", ...[b, c].sort()]])
  })
})
