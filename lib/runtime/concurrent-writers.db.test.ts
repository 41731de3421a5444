import { and, eq, not, sql } from "drizzle-orm"
import { Pool } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { databaseOn } from "@/db/client"
import { duplicateItems, imports, leadIdentities, leads, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { ACTIVE_IMPORT_STATES } from "@/lib/core/imports/states"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { decideItem } from "@/lib/duplicates/review/decide-item"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { remind } from "@/lib/followups/reminders/remind"
import { replanStageJob } from "@/lib/followups/tasks/replan-stage"
import { completeTask } from "@/lib/followups/tasks/complete-task"
import { createTask } from "@/lib/followups/tasks/create-task"
import { logContact } from "@/lib/followups/tasks/log-contact"
import { drainOnce } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createImport } from "@/lib/imports/setup/create-import"
import { findImportOrThrow } from "@/lib/imports/setup/import-record"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { workOnImport } from "@/lib/imports/run/work-on-import"
import { rereadNamesJob } from "@/lib/leads/edit/reread-names"
import { rereadPhonesJob } from "@/lib/leads/edit/reread-phones"
import { assignLeads } from "@/lib/leads/edit/assign-leads"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { compactCounts } from "@/lib/matching/jobs"
import { reweighItems } from "@/lib/matching/reweigh-items"
import { openScan, stepScan } from "@/lib/matching/scan-store"
import { secondLook } from "@/lib/matching/second-look"
import { enrolWaiting } from "@/lib/nurture/enrolment/enrol-waiting"
import { mailStep, nurtureWorld, recordingSenders } from "@/lib/nurture/sending/nurture-testing"
import { runNurture } from "@/lib/nurture/sending/run-nurture"
import { readLostReasons } from "@/lib/pipeline/stages/lost-reasons"
import { saveLostReasons } from "@/lib/pipeline/stages/save-lost-reasons"
import { moveLeads } from "@/lib/pipeline/moves/move-leads"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { applyRetention } from "@/lib/privacy/retention/apply-retention"
import { DAY_MS } from "@/lib/core/time"
import { erasePerson } from "@/lib/privacy/erase/erase-person"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { updateReports } from "@/lib/reports/sums/update-reports"
import { checkSla } from "@/lib/routing/check-sla"
import { drainOverflow } from "@/lib/routing/drain-overflow"
import { rescoreBatch } from "@/lib/scoring/rescore-job"
import { openConnection } from "@/lib/sync/connection/crm-connection"
import { deactivatePerson } from "@/lib/team/deactivate-person"
import { reactivatePerson } from "@/lib/team/reactivate-person"
import { recheckLinked } from "@/lib/sync/reconcile/recheck-linked"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

/**
 * Everything that writes leads or their children at once, on a handful of persons: two ingest workers, each job, and
 * colleagues at their screens. A bounded amount of work, not of time.
 */
const PERSONS = 6
const EVENTS = 160
const ROUNDS = 8

let database: TestDatabase
let admin: Ctx
let adminId: string
const boId = newId()
let sequenceId: string
beforeAll(async () => {
  database = await testDatabase()
  adminId = newId()
  const common = { role: "admin" as const, active: true }
  await database.db.insert(users).values([
    { id: adminId, email: "ada@example.com", name: "Ada", ...common },
    { id: boId, email: "bo@example.com", name: "Bo", role: "agent", active: true },
  ])
  const now = new Date()
  await openConnection({ db: database.db, now: () => now, crm: hubspotCrm() })
  sequenceId = await nurtureWorld(database).sequence([mailStep(0), mailStep(0)], { bands: ["nurture", "normal", "high"] })
})
afterAll(() => database.drop())

test("two workers, all jobs and colleagues write the same leads at once: no deadlock, and nothing gives up", async () => {
  // A connection for each: they meet in the database, not in the pool.
  const pool = new Pool({ connectionString: database.url, max: 24, pipeline: true })
  const db = databaseOn(pool)
  admin = testCtx(db, { kind: "user", id: adminId, name: "Ada", role: "admin" })
  const system = testCtx(db, { kind: "system", name: "stress" })
  await arrive(pool, 0, PERSONS * 2)
  await drained(system)
  await arrive(pool, PERSONS * 2, EVENTS)

  const failures: unknown[] = []
  const writers = [...workers(system), ...jobs(system), ...colleagues()]
  await Promise.all(
    writers.map(async (round) => {
      for (let at = 0; at < ROUNDS; at += 1) {
        try {
          await round(at)
        } catch (error) {
          if (!(error instanceof AppError)) failures.push(error)
        }
      }
    }),
  )
  await drained(system)
  await pool.end()
  expect(failures).toEqual([])
  expect(await unfinished()).toEqual([])
  expect(new Set((await database.db.select().from(imports)).map(({ state }) => state))).toEqual(new Set(["done", "reverted"]))
  expect(await deadlocks()).toBe(0)
})

/** The last person's number had another spelling once. */
const phoneOf = (n: number): string => (n % PERSONS === PERSONS - 1 ? "+525533330702" : `05012345${String(60 + (n % PERSONS))}`)

/** Each person comes in two spellings, and often. */
async function arrive(pool: TestDatabase["pool"], from: number, to: number): Promise<void> {
  const inbox = createInbox(pool)
  const stored = Array.from({ length: to - from }, (_, step) => {
    const n = from + step
    const name = n % 2 === 0 ? `Mohammed Al Mansoori ${n % PERSONS}` : `محمد المنصوري ${n % PERSONS}`
    const email = n % 5 === 0 ? `person${(n + 1) % PERSONS}@example.com` : undefined
    const at = new Date(Date.UTC(2026, 2, 2, 8, n))
    const body = websiteBody({ id: `event-${n}`, at, name, phone: phoneOf(n), email, text: "A car please", vehicle: "SUV" })
    return inbox.store({
      channel: "website",
      idempotencyKey: `event-${n}`,
      raw: Buffer.from(JSON.stringify(body)),
      headers: { "content-type": "application/json" },
      trust: "signed",
      receivedAt: new Date(),
    })
  })
  await Promise.all(stored)
}

type Round = (at: number) => Promise<unknown>

const workers = (ctx: Ctx): Round[] => [() => drainOnce(ctx, { batch: 15 }), () => drainOnce(ctx, { batch: 15 })]

function jobs(ctx: Ctx): Round[] {
  const idle = new AbortController().signal
  return [
    async () => stepScan(ctx, (await openScan(ctx)).id),
    async () => secondLook.run(ctx, { leadIds: await someLeads(ctx), after: [] }, idle),
    async (at) => reweighItems(ctx, await identitiesOf(ctx, `+971${phoneOf(at).slice(1)}`)),
    () => compactCounts.run(ctx, {}, idle),
    () => rescoreBatch(ctx),
    () => remind(ctx),
    () => replanStageJob.run(ctx, { stageId: "new_lead", after: null }, idle),
    () => runNurture(ctx, recordingSenders().senders),
    () => enrolWaiting(ctx, { sequenceId, after: null }),
    () => checkSla(ctx),
    () => drainOverflow(ctx),
    () => updateReports(ctx),
    () => recheckLinked({ ...ctx, crm: hubspotCrm() }),
    () => rereadNames(ctx, idle),
    () => rereadPhones(ctx, idle),
    (at) => importList(at),
    () => applyRetention({ ...ctx, now: () => new Date(Date.now() + 40 * DAY_MS) }, OLD_ROWS),
  ]
}

const OLD_ROWS = { ...PRIVACY.schema.parse({}).retention, crm_history: 30, notifications: 30, lead_reads: 30, emails: 30 }

/** As after a new version of the search text. */
async function rereadNames(ctx: Ctx, signal: AbortSignal): Promise<void> {
  for (const id of await someLeads(ctx)) await ctx.db.update(leads).set({ searchText: "" }).where(eq(leads.id, id))
  await ctx.db.execute(sql`delete from settings where key = 'search_text'`)
  await rereadNamesJob.run(ctx, {}, signal)
}

const OLD_SPELLING = "+5215533330702"

/** As after a new way of reading numbers: one lead has a number in its old spelling. */
async function rereadPhones(ctx: Ctx, signal: AbortSignal): Promise<void> {
  const isStaged = sql`exists (select 1 from lead_identities staged where staged.value = ${OLD_SPELLING})`
  await ctx.db
    .update(leadIdentities)
    .set({ value: OLD_SPELLING, raw: OLD_SPELLING })
    .where(and(eq(leadIdentities.value, "+525533330702"), not(isStaged)))
  await ctx.db.execute(sql`delete from settings where key = 'phone_reading'`)
  await rereadPhonesJob.run(ctx, {}, signal)
}

/** A list of the same persons, checked, run and now and then taken back. */
async function importList(at: number): Promise<void> {
  const lines = Array.from(
    { length: PERSONS * 2 },
    (_, n) => `Mohammed Al Mansoori ${n % PERSONS},${phoneOf(n)},list${at}-${n}@example.com`,
  )
  const { importId } = await createImport(admin, { fileName: `list-${at}.csv` }, Buffer.from(["Name,Mobile,Email", ...lines].join("\n")))
  for (const step of at % 2 === 0 ? (["check", "run", "revert"] as const) : (["check", "run"] as const)) {
    await steerImport(admin, { importId, step }, { isHandedOver: false })
    await worked(importId)
  }
}

/** An erasure takes the file out of its worker's hands; the next one goes on. */
async function worked(importId: string): Promise<void> {
  let state: string | undefined = "checking"
  while (ACTIVE_IMPORT_STATES.some((one) => one === state)) {
    await workOnImport(admin, importId, { signal: new AbortController().signal })
    state = (await findImportOrThrow(admin.db, importId)).state
  }
}

function colleagues(): Round[] {
  return [
    async (at) => {
      await moveLeads(admin, { leads: (await shuffled(at)).map((leadId) => ({ leadId })), to: "lost", reason: "Price" })
      const reasons = await readLostReasons(admin.db)
      await saveLostReasons(admin, { reasons: reasons.map((one) => (one.id === "price" ? { ...one, label: `Price ${at}` } : one)) })
    },
    async (at) => {
      await assignLeads(admin, { leadIds: await shuffled(at), ownerId: boId })
      await deactivatePerson(admin, { id: boId, leadsTo: at % 2 === 0 ? adminId : null })
      await reactivatePerson(admin, { id: boId })
    },
    async (at) => {
      const [one] = await shuffled(at)
      await editLead(admin, {
        leadId: one,
        fields: { company: `Falcon ${at}` },
        ...(at % 4 === 0 ? { addEmail: `edit${at}@example.com` } : {}),
      })
    },
    async (at) => {
      const leadIds = await shuffled(at)
      await moveLeads(admin, { leads: leadIds.map((leadId) => ({ leadId })), to: at % 2 === 0 ? "contacted" : "qualified" })
    },
    async (at) => void (await assignLeads(admin, { leadIds: await shuffled(at), ownerId: at % 2 === 0 ? adminId : null })),
    async (at) => {
      const [one] = await shuffled(at + 3)
      await logContact(admin, { leadId: one, means: "called" })
    },
    async (at) => {
      const [one] = await shuffled(at + 1)
      await createTask(admin, { leadId: one, title: "Call back", dueAt: new Date().toISOString() })
      const [task] = await admin.db.select().from(tasks).where(eq(tasks.status, "open")).limit(1)
      if (task) await completeTask(admin, { taskId: task.id })
    },
    async (at) => {
      const [one, other] = await shuffled(at)
      const { mergeId } = await mergeLeads(admin, { survivorId: one, mergedId: other })
      await undoMerge(admin, { mergeId })
    },
    async () => {
      const [item] = await admin.db.select().from(duplicateItems).where(eq(duplicateItems.status, "pending")).limit(1)
      if (item) await decideItem(admin, { itemId: item.id, decision: "later" })
    },
    async (at) => {
      if (at % 6 !== 5) return
      const [one] = await shuffled(at + 2)
      await erasePerson(admin, { leadId: one, reason: "asked for it" })
    },
  ]
}

const someLeads = async ({ db }: Pick<Ctx, "db">): Promise<string[]> =>
  (await db.select({ id: leads.id }).from(leads).where(eq(leads.state, "active"))).map(({ id }) => id)

const identitiesOf = async ({ db }: Pick<Ctx, "db">, value: string): Promise<string[]> =>
  (await db.select({ id: leadIdentities.id }).from(leadIdentities).where(eq(leadIdentities.value, value))).map(({ id }) => id)

/** The leads in an order of this round's own, so that callers name them crosswise. */
async function shuffled(at: number): Promise<[string, string, ...string[]]> {
  const ids = await someLeads(admin)
  const turned = [...ids.slice(at % ids.length), ...ids.slice(0, at % ids.length)]
  return (at % 2 === 0 ? turned : turned.toReversed()) as [string, string, ...string[]]
}

async function drained(ctx: Ctx): Promise<void> {
  for (;;) {
    await drainOnce(ctx)
    const { rows } = await ctx.db.execute(sql`select 1 from inbound_events where state = 'received' limit 1`)
    if (rows.length === 0) return
    await ctx.db.execute(sql`update inbound_events set retry_at = now() where state = 'received' and retry_at is not null`)
  }
}

/** Events of an erased person are kept out. */
const unfinished = async () =>
  (await database.db.execute(sql`select id, state, reason from inbound_events where state not in ('done', 'ignored')`)).rows

/** A connection reports what it counted when it ends at the latest, and those of the test have ended. */
async function deadlocks(): Promise<number> {
  const { rows } = await database.db.execute<{ n: string }>(sql`
    select deadlocks as n from pg_stat_database where datname = current_database()`)
  return Number(rows[0]?.n)
}
