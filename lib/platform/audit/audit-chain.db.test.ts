import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { auditLog } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { newId } from "@/lib/platform/ids"
import { sealAudit } from "./seal-audit"
import { verifyAudit } from "./verify-audit"
import { writeAudit } from "./write-audit"

let store: TestDatabase
beforeAll(async () => void (store = await testDatabase()))
afterAll(() => store.drop())

/** Changes the log past the triggers, as the owner of the tables can. */
async function tamper(statement: string): Promise<void> {
  await store.db.execute(sql.raw(`alter table audit_log disable trigger user; ${statement}; alter table audit_log enable trigger user`))
}

const write = (count: number, leadId = newId()) =>
  Promise.all(
    Array.from({ length: count }, (_, at) => writeAudit(testCtx(store.db), store.db, { action: "lead.edited", leadId, change: { at } })),
  )

const idsOf = async (): Promise<number[]> =>
  (await store.db.select({ id: auditLog.id }).from(auditLog).orderBy(auditLog.id)).map(({ id }) => id)
const findings = async () => (await verifyAudit(store.db)).findings

beforeEach(async () => {
  await store.db.execute(
    sql.raw(`
    alter table audit_log disable trigger user; alter table audit_seals disable trigger user;
    delete from audit_log; delete from audit_seals;
    alter table audit_log enable trigger user; alter table audit_seals enable trigger user`),
  )
  for (let round = 0; round < 3; round += 1) {
    await write(5)
    expect((await sealAudit(store.db, new Date())).rows).toBe(5)
  }
  expect(await findings()).toEqual([])
})

test.for([
  "update audit_log set action = 'lead.merged'",
  "update audit_log set change = '{}'",
  "delete from audit_log",
  "truncate audit_log",
  "update audit_seals set position = position + 100",
  "delete from audit_seals",
  "truncate audit_seals",
])("the owner of the tables is refused: %s", async (statement) => {
  await expect(store.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { message: "the audit log is append-only" } })
})

test("the erasure switch empties an entry and can do nothing else", async () => {
  const erase = (set: string) =>
    store.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('onelead.erasing', 'on', true)`)
      await tx.execute(sql.raw(`update audit_log set ${set}`))
    })
  for (const set of [
    "change = '{\"at\": 99}'",
    "change = '{}', action = 'x'",
    "actor_id = 'x', change = '{}'",
    "change = '{}', recorded_at = now()",
  ])
    await expect(erase(set)).rejects.toThrow()
  await erase("change = '{}'")
  expect(await findings()).toEqual([])
  const [entry] = await store.db.select().from(auditLog)
  expect(entry).toMatchObject({ change: {}, changeSalt: null })
})

test("an entry cannot be back-dated, nor bring its own hashes", async () => {
  const before = Date.now()
  await store.db.execute(sql`
    insert into audit_log (at, actor_kind, action, change, recorded_at, row_hash) values ('2020-01-01', 'system', 'x.y', '{}', '2020-01-01', 'x')`)
  const [entry] = await store.db
    .select()
    .from(auditLog)
    .where(sql`action = 'x.y'`)
  expect(entry?.recordedAt.getTime()).toBeGreaterThan(before - 60_000)
  expect(await findings()).toEqual([])
})

test("an entry whose content was changed past the triggers is reported", async () => {
  const [, second] = await idsOf()
  await tamper(`update audit_log set change = '{"at": 4711}' where id = ${second}`)
  expect(await findings()).toContainEqual({ kind: "changed", id: second })
})

test("an entry attributed to another person is reported, also when its hash was recomputed", async () => {
  const [, , third] = await idsOf()
  await tamper(`update audit_log r set actor_id = 'someone else' where id = ${third}`)
  expect(await findings()).toContainEqual({ kind: "changed", id: third })
  await tamper(`update audit_log r set row_hash = audit_row_hash(r) where id = ${third}`)
  expect(await findings()).toEqual([{ kind: "seal", id: 1 }])
})

test("a removed entry is reported with its seal", async () => {
  const ids = await idsOf()
  await tamper(`delete from audit_log where id = ${ids[7]}`)
  expect(await findings()).toEqual([
    { kind: "removed", id: ids[7] },
    { kind: "seal", id: 2 },
  ])
})

test("an entry inserted between sealed ones is reported", async () => {
  const [first = 0] = await idsOf()
  await tamper(
    `insert into audit_log (id, at, actor_kind, action, change) overriding system value values (${first - 1}, now(), 'system', 'x.y', '{}')`,
  )
  expect(await findings()).toContainEqual({ kind: "inserted", id: first - 1 })
})

test("an entry that is committed late is in a later seal, and the log stays intact", async () => {
  const slow = await store.pool.connect()
  await slow.query("begin")
  await slow.query("insert into audit_log (at, actor_kind, action, change) values (now(), 'system', 'slow.one', '{}')")
  await expect(sealAudit(store.db, new Date())).rejects.toThrow()
  await slow.query("commit")
  slow.release()
  await write(2)
  expect((await sealAudit(store.db, new Date())).rows).toBe(3)
  expect(await findings()).toEqual([])
})
