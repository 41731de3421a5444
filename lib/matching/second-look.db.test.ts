import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { duplicateItems } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { ingestEvents, type IngestInput } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { secondLook } from "./second-look"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.execute(sql`truncate leads, match_keys, match_counts, match_count_deltas cascade`)
  await database.db.execute(sql`delete from graphile_worker._private_jobs`)
})

const inputOf = (event: Parameters<typeof sampleEvent>[0]): IngestInput => ({ event: sampleEvent(event), receiptId: newId() })

const inLatin = inputOf({ identities: [phone("0501234567")], fields: [named("Mohammed Al Mansoori")] })
const inArabic = inputOf({ identities: [phone("0501234568")], fields: [named("محمد المنصوري")], at: "2026-03-20T08:00:00Z" })
const stranger = inputOf({ identities: [phone("0507777777")], fields: [named("Svetlana Petrova")] })

type Batch = { leadIds: string[]; commit: () => Promise<void> }

/** A batch that has ingested its events and waits with its commit. */
async function openBatch(...inputs: IngestInput[]): Promise<Batch> {
  const ingested = Promise.withResolvers<string[]>()
  const end = Promise.withResolvers<void>()
  const transaction = database.db.transaction(async (tx) => {
    const result = await ingestEvents(tx, inputs, new Date())
    ingested.resolve(result.ingested.map((one) => (one.outcome === "ingested" ? one.leadId : "")))
    await end.promise
  })
  transaction.catch(ingested.reject)
  return {
    leadIds: await ingested.promise,
    commit: () => {
      end.resolve()
      return transaction
    },
  }
}

type Queued = { queue: string; payload: { leadIds: string[]; after: number[] } }

const queued = async (): Promise<Queued[]> =>
  (
    await database.db.execute<Queued>(sql`
      select queue.queue_name as queue, job.payload from graphile_worker._private_jobs job
      join graphile_worker._private_job_queues queue on queue.id = job.job_queue_id
      join graphile_worker._private_tasks task on task.id = job.task_id where task.identifier = 'matching:second-look' order by job.id`)
  ).rows

const questions = async () =>
  (await database.db.select().from(duplicateItems)).map(({ reason, leadA, leadB }) => ({ reason, pair: [leadA, leadB].sort() }))

const look = (payload: Queued["payload"]) => secondLook.run(testCtx(database.db), payload, new AbortController().signal)

test("batches that run one after the other need no second look", async () => {
  const first = await openBatch(inLatin, stranger)
  await first.commit()
  const second = await openBatch(inArabic)
  await second.commit()
  expect(await questions()).toMatchObject([{ reason: "similar_phone" }])
  expect(await queued()).toEqual([])
})

test("one person in two spellings in two batches at once is found by one look at the batch that began later", async () => {
  const first = await openBatch(inLatin, stranger)
  const second = await openBatch(inArabic)
  await first.commit()
  await second.commit()
  expect(await questions()).toEqual([])
  const looks = await queued()
  expect(looks).toMatchObject([{ queue: "matching:second-look", payload: { leadIds: second.leadIds } }])
  for (const { payload } of looks) await look(payload)
  expect(await questions()).toEqual([{ reason: "similar_phone", pair: [first.leadIds[0], second.leadIds[0]].sort() }])
})

test("a look waits for the batch that was under way, also when it ends last", async () => {
  const first = await openBatch(inLatin)
  const second = await openBatch(inArabic)
  await second.commit()
  const [only] = await queued()
  if (!only) throw new Error("no look was queued")
  const looking = look(only.payload)
  await waitsForLock()
  await first.commit()
  await looking
  expect(await questions()).toMatchObject([{ reason: "similar_phone" }])
})

test("of three batches at once each lead is looked at once at most, and each pair is seen from one side", async () => {
  const [first, second, third] = [await openBatch(inLatin), await openBatch(stranger), await openBatch(inArabic)]
  for (const batch of [third, first, second]) await batch.commit()
  const looks = await queued()
  expect(looks.map(({ payload }) => payload.leadIds).sort()).toEqual([second.leadIds, third.leadIds].sort())
  for (const { payload } of looks) await look(payload)
  expect(await questions()).toMatchObject([{ reason: "similar_phone" }])
})

test("a lead that was removed before its look is in no question", async () => {
  const first = await openBatch(inLatin)
  const second = await openBatch(inArabic)
  await first.commit()
  await second.commit()
  await database.db.execute(sql`update leads set state = 'removed' where id = ${first.leadIds[0] ?? ""}`)
  for (const { payload } of await queued()) await look(payload)
  expect(await questions()).toEqual([])
})

test("a batch that tells nothing new about its leads needs no look", async () => {
  const known = await openBatch(inLatin)
  await known.commit()
  const other = await openBatch(stranger)
  const again = await openBatch(inputOf({ identities: [phone("0501234567")], fields: [named("Mohammed Al Mansoori")] }))
  await other.commit()
  await again.commit()
  expect(again.leadIds).toEqual(known.leadIds)
  expect(await queued()).toEqual([])
})

/** Until a connection waits for an advisory lock. */
async function waitsForLock(): Promise<void> {
  for (;;) {
    const { rows } = await database.db.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`)
    if (rows.length > 0) return
  }
}
