import { sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { newId } from "@/lib/platform/ids"
import { ATTEMPTS_MAX } from "@/lib/platform/retry"
import { drainOnce } from "./drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { listDeadReasons } from "@/lib/intake/deliveries/queries"
import { replayDead } from "@/lib/intake/deliveries/replay-event"

/** An event loses an attempt only for its own fault; any other failure leaves it untouched. */
let store: TestDatabase
let now = new Date("2026-05-04T08:00:00Z")
let serial = 0
beforeAll(async () => void (store = await testDatabase()))
afterAll(() => store.drop())

const ctx = () => testCtx(store.db, undefined, () => now)
const later = (seconds: number) => void (now = new Date(now.getTime() + seconds * 1_000))

async function arrive(text: string, phone = `+9715020${String(10_000 + (serial += 1))}`): Promise<string> {
  const id = newId()
  const body = websiteBody({ id, at: now, phone, text })
  const receipt = await createInbox(store.pool).store({
    channel: "website",
    idempotencyKey: id,
    raw: Buffer.from(JSON.stringify(body)),
    headers: { "content-type": "application/json" },
    trust: "signed",
    receivedAt: now,
  })
  return receipt.id
}

type EventRow = { state: string; attempts: number; reason: string | null; lead: string | null }
async function eventOf(id: string): Promise<EventRow | undefined> {
  const { rows } = await store.db.execute<EventRow>(
    sql`select state, attempts, reason, lead_id as lead from inbound_events where id = ${id}`,
  )
  return rows[0]
}

/** From now on PostgreSQL refuses touchpoints that say "poison" with this SQLSTATE. */
async function refusePoisonWith(state: string): Promise<void> {
  await store.db.execute(
    sql.raw(`
    create or replace function refuse_poison() returns trigger language plpgsql as $$
    begin if new.text = 'poison' then raise exception 'trouble' using errcode = '${state}'; end if; return new; end $$;
    drop trigger if exists refuse_poison on touchpoints;
    create trigger refuse_poison before insert on touchpoints for each row execute function refuse_poison()`),
  )
}
const repair = () => store.db.execute(sql`drop trigger if exists refuse_poison on touchpoints`)
afterEach(repair)

const OUTAGES = ["53100", "53200", "53300", "57P01", "57P03", "58030", "08006"]
test.for(OUTAGES)("an outage (%s) leaves every event untouched, however long it lasts", async (state) => {
  const [poisoned, fresh] = [await arrive("poison"), await arrive("a car, please")]
  await refusePoisonWith(state)
  for (let turn = 0; turn < ATTEMPTS_MAX + 2; turn += 1) {
    await expect(drainOnce(ctx())).rejects.toThrow()
    later(600)
  }
  expect(await eventOf(poisoned)).toMatchObject({ state: "received", attempts: 0 })
  expect(await eventOf(fresh)).toMatchObject({ state: "received", attempts: 0 })
  await repair()
  await drainOnce(ctx())
  for (const id of [poisoned, fresh]) expect(await eventOf(id)).toMatchObject({ state: "done" })
})

const CONTENTIONS = ["40001", "40P01", "55P03", "57014"]
test.for(CONTENTIONS)("contention (%s) defers an event without an attempt, and other events pass", async (state) => {
  const [poisoned, fresh] = [await arrive("poison"), await arrive("a car, please")]
  await refusePoisonWith(state)
  for (let turn = 0; turn < ATTEMPTS_MAX + 2; turn += 1) {
    await drainOnce(ctx())
    later(600)
  }
  expect(await eventOf(fresh)).toMatchObject({ state: "done" })
  expect(await eventOf(poisoned)).toMatchObject({ state: "received", attempts: 0 })
  await repair()
  await drainOnce(ctx())
  expect(await eventOf(poisoned)).toMatchObject({ state: "done" })
})

const OWN_FAULTS = ["22P02", "22003", "23514", "23502", "P0001"]
test.for(OWN_FAULTS)("data that PostgreSQL refuses (%s) is tried a few times and then dead with its reason", async (state) => {
  const [poisoned, fresh] = [await arrive("poison"), await arrive("a car, please")]
  await refusePoisonWith(state)
  for (let turn = 0; turn < ATTEMPTS_MAX; turn += 1) {
    await drainOnce(ctx())
    later(600)
  }
  expect(await eventOf(fresh)).toMatchObject({ state: "done" })
  expect(await eventOf(poisoned)).toMatchObject({
    state: "dead",
    attempts: ATTEMPTS_MAX,
    reason: expect.stringContaining(state.startsWith("22") ? state : "trouble"),
  })
})

test("the events of a locked lead wait, all others pass, and nothing is lost when the lock is released", async () => {
  const phone = "+971502099999"
  const first = await arrive("hello", phone)
  await drainOnce(ctx())
  const { lead } = (await eventOf(first)) ?? {}
  const locker = await store.pool.connect()
  await locker.query("begin")
  await locker.query("select 1 from leads where id = $1 for update", [lead])
  const blocked = await Promise.all([arrive("are you there?", phone), arrive("hello?", phone)])
  const fresh = await Promise.all(Array.from({ length: 12 }, () => arrive("a car, please")))
  for (let turn = 0; turn < 3; turn += 1) {
    await drainOnce(ctx())
    later(60)
  }
  for (const id of fresh) expect(await eventOf(id)).toMatchObject({ state: "done" })
  for (const id of blocked) expect(await eventOf(id)).toMatchObject({ state: "received", attempts: 0 })
  await locker.query("rollback")
  locker.release()
  later(60)
  await drainOnce(ctx())
  for (const id of blocked) expect(await eventOf(id)).toMatchObject({ state: "done", lead })
})

test("an event that arrives behind a backlog is processed with the next batch, and the backlog still drains", async () => {
  const backlog = await Promise.all(Array.from({ length: 60 }, () => arrive("from the outage")))
  const fresh = await arrive("I am here now")
  const result = await drainOnce(ctx(), { batch: 20 })
  expect(result.done).toBe(20)
  expect(await eventOf(fresh)).toMatchObject({ state: "done" })
  expect(await eventOf(backlog[0] ?? "")).toMatchObject({ state: "done" })
})

test("all dead events of one reason are replayed at once, and no others", async () => {
  await refusePoisonWith("23514")
  const poisoned = await Promise.all([arrive("poison"), arrive("poison")])
  for (let turn = 0; turn < ATTEMPTS_MAX; turn += 1) {
    await drainOnce(ctx())
    later(600)
  }
  await repair()
  const { reason } = (await eventOf(poisoned[0] ?? "")) ?? {}
  const [first] = await listDeadReasons(ctx())
  expect(first).toMatchObject({ channel: "website", reason })
  await store.db.execute(sql`update inbound_events set reason = 'another reason' where id = ${poisoned[1]}`)
  const { replayed } = await replayDead(ctx(), { channel: "website", reason: reason ?? "" })
  expect(replayed).toBe((first?.events ?? 0) - 1)
  await drainOnce(ctx())
  expect(await eventOf(poisoned[0] ?? "")).toMatchObject({ state: "done" })
  expect(await eventOf(poisoned[1] ?? "")).toMatchObject({ state: "dead" })
})
