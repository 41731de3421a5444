import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { auditLog, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { newId } from "@/lib/platform/ids"
import { sealAudit, sealAuditJob } from "./seal-audit"
import { verifyAudit } from "./verify-audit"
import { AUDIT_EMPTIED, writeAudit } from "./write-audit"

let store: TestDatabase
beforeAll(async () => void (store = await testDatabase({ clock: "real" })))
afterAll(() => store.drop())

const OFF = "alter table audit_log disable trigger user; alter table audit_seals disable trigger user"
const ON = ["audit_log_append_only", "audit_log_record", "audit_log_no_truncate", "audit_seals_append_only", "audit_seals_no_truncate"]
  .map((trigger) => `alter table ${trigger.split("_", 2).join("_")} enable always trigger ${trigger}`)
  .join("; ")

/** Changes the log past the triggers, as the owner of the tables can. */
async function tamper(statement: string): Promise<void> {
  await store.db.execute(sql.raw(`${OFF}; ${statement}; ${ON}`))
}

async function isSealWaiting(): Promise<boolean> {
  const { rows } = await store.pool.query<{ is: boolean }>(
    "select exists (select 1 from pg_locks where relation = 'audit_seals'::regclass and not granted) as is",
  )
  return rows[0]?.is === true
}

const write = (count: number, leadId = newId()) =>
  Promise.all(
    Array.from({ length: count }, (_, at) => writeAudit(testCtx(store.db), store.db, { action: "lead.edited", leadId, change: { at } })),
  )

const idsOf = async (): Promise<number[]> =>
  (await store.db.select({ id: auditLog.id }).from(auditLog).orderBy(auditLog.id)).map(({ id }) => id)
const findings = async () => (await verifyAudit(store.db)).findings

beforeEach(async () => {
  await tamper("delete from audit_log; delete from audit_seals; delete from users")
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
  const [entry] = await store.db.select().from(auditLog).orderBy(auditLog.id)
  expect(entry).toMatchObject({ change: {}, changeSalt: null })
})

const erased = (leadId: string) => writeAudit(testCtx(store.db), store.db, { action: "lead.erased", leadId, change: {} })
const listed = (leadId: string, entries: number[]) =>
  writeAudit(testCtx(store.db), store.db, { action: AUDIT_EMPTIED, leadId, change: { entries, kinds: { "lead.edited": entries.length } } })

test("an emptied entry needs its own entry and the erasure of a person that lists it", async () => {
  const [first = 0, second = 0, third = 0] = await idsOf()
  await store.db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('onelead.erasing', 'on', true)`)
    await tx.execute(sql`update audit_log set change = '{}' where id = ${first}`)
    await tx.execute(sql`update audit_log set change = '{}' where id = ${first}`)
  })
  const marks = await store.db.select().from(auditLog).where(eq(auditLog.action, "audit.emptied"))
  expect(marks.map(({ subject }) => subject)).toEqual([String(first)])
  expect(await findings()).toEqual([{ kind: "emptied", id: first }])
  const leadId = newId()
  await erased(leadId)
  expect(await findings()).toEqual([{ kind: "emptied", id: first }])
  await listed(leadId, [first, second])
  expect(await verifyAudit(store.db)).toMatchObject({ erased: 1, findings: [] })
  await listed(newId(), [third])
  await store.db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('onelead.erasing', 'on', true)`)
    await tx.execute(sql`update audit_log set change = '{}' where id = ${third}`)
  })
  expect(await findings()).toEqual([{ kind: "emptied", id: third }])
  await erased(leadId)
  await tamper(`update audit_log set change = '{}', change_salt = null where id = ${second}`)
  expect(await findings()).toEqual([
    { kind: "emptied", id: second },
    { kind: "emptied", id: third },
  ])
})

test("a removed end of the log is reported when its head is known, and an empty log always", async () => {
  const { head } = await verifyAudit(store.db)
  expect(await verifyAudit(store.db, { knownHead: head })).toMatchObject({ findings: [] })
  await write(3)
  await sealAudit(store.db, new Date())
  expect(await verifyAudit(store.db, { knownHead: head })).toMatchObject({ findings: [] })
  const [, , , , , sixth] = await idsOf()
  await tamper(`delete from audit_log where id >= ${sixth}; delete from audit_seals where position > 1`)
  expect(await findings()).toEqual([])
  expect((await verifyAudit(store.db, { knownHead: head })).findings).toEqual([{ kind: "head", id: 0 }])
  await tamper("delete from audit_log; delete from audit_seals")
  await store.db.insert(users).values({ id: newId(), email: "admin@example.com", name: "Admin", role: "admin" } as never)
  expect(await findings()).toEqual([{ kind: "empty", id: 0 }])
})

test("the triggers also hold in a session that plays a replica", async () => {
  const change = store.db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`delete from audit_log`)
  })
  await expect(change).rejects.toMatchObject({ cause: { message: "the audit log is append-only" } })
})

test("entries are written while a seal is being made", async () => {
  const holder = await store.pool.connect()
  await holder.query("begin")
  await holder.query("lock table audit_seals in access exclusive mode")
  await write(1)
  const sealing = sealAudit(store.db, new Date())
  await expect.poll(() => isSealWaiting()).toBe(true)
  await write(1)
  await holder.query("commit")
  holder.release()
  expect((await sealing).rows).toBe(1)
})

test("a job that finds no moment to seal gives up no attempt, and the next one seals what was written meanwhile", async () => {
  const writer = await store.pool.connect()
  await writer.query("begin")
  await writer.query("lock table audit_log in row exclusive mode")
  await write(1)
  await sealAuditJob.run(testCtx(store.db), {}, new AbortController().signal)
  await writer.query("commit")
  writer.release()
  expect((await sealAudit(store.db, new Date())).rows).toBe(1)
})

test.for(["2020-01-01", "2090-01-01", "-infinity", "infinity"])("an entry of %s says when it was written", async (at) => {
  await store.db.execute(sql`insert into audit_log (at, actor_kind, action, change) values (${at}::timestamptz, 'system', 'x.y', '{}')`)
  const [entry] = await store.db.select().from(auditLog).where(eq(auditLog.action, "x.y"))
  expect(entry?.at).toEqual(entry?.recordedAt)
})

test("an entry whose time was changed past the triggers is reported, also when its hash was recomputed", async () => {
  await write(1)
  const id = (await idsOf()).at(-1) ?? 0
  await tamper(
    `update audit_log r set at = '2020-01-01' where id = ${id}; update audit_log r set row_hash = audit_row_hash(r) where id = ${id}`,
  )
  expect(await findings()).toEqual([{ kind: "dated", id }])
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
