import "@/lib/web/testing/environment"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "drizzle-orm"
import { z } from "zod"
import { PERSONAL_DATA } from "@/db/personal-data"
import { sentEmails } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { createInbox } from "@/lib/intake/doors/inbox"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { sendEmails } from "@/lib/notifications/send-emails"
import { newId } from "@/lib/platform/ids"
import { enqueue, type Job } from "@/lib/platform/jobs/job"
import { runJobs } from "@/lib/platform/jobs/run-jobs"
import { createLog } from "@/lib/platform/log"
import { PLANTED, says, whereIsNamed } from "@/lib/privacy/testing/planted-person"
import { syncOnce } from "@/lib/sync/sync-once"
import { answered } from "@/lib/web/route"

/** One customer's details go through every door while it fails; afterwards every log line and every column is searched. */
const QUOTE = `${PLANTED.email} has the number ${PLANTED.phone}`
const lines: string[] = []
const log = createLog({ write: (line) => void lines.push(line) }, "trace")

let bench: SyncBench
beforeAll(async () => void (bench = await openSyncBench()))
afterAll(() => bench.close())

const ctx = () => ({ ...bench.ctx, log })

async function failQuery(): Promise<void> {
  const error: unknown = await bench.database.db.execute(sql`select ${QUOTE}::uuid`).catch((cause: unknown) => cause)
  log.error({ err: error }, "a query failed")
}

async function failJob(): Promise<void> {
  const run = async () => {
    throw new Error(`could not tell ${QUOTE}`, { cause: { to: PLANTED.phone } })
  }
  const job: Job<unknown> = { name: "test:fails", payload: z.unknown(), attemptsMax: 1, run }
  const runner = await runJobs(ctx(), bench.database.pool, [job])
  await enqueue(bench.database.db, job, {})
  const errors = async () =>
    (await bench.database.pool.query("select 1 from graphile_worker._private_jobs where last_error is not null")).rows.length
  await expect.poll(errors).toBe(1)
  await runner.stop()
}

async function failMail(): Promise<void> {
  const mail = {
    id: newId(),
    kind: "digest",
    dedupeKey: newId(),
    recipient: PLANTED.email,
    subject: "Today",
    body: "…",
    createdAt: new Date(),
  }
  await bench.database.db.insert(sentEmails).values(mail as never)
  await sendEmails(ctx(), async () => {
    throw new Error(`550 5.1.1 <${QUOTE}>: no such user`)
  })
}

async function failDelivery(): Promise<void> {
  for (const raw of [`{"phone":"${QUOTE}`, JSON.stringify({ id: 1, name: { of: QUOTE } }), QUOTE]) {
    const inbox = createInbox(bench.database.pool)
    const headers = { "content-type": "application/json" }
    const stored = {
      channel: "website",
      idempotencyKey: newId(),
      raw: Buffer.from(raw),
      headers,
      trust: "signed",
      receivedAt: new Date(),
    } as const
    await inbox.store(stored)
  }
  await drainAll(ctx())
}

async function failCrm(): Promise<void> {
  await bench.ingest(
    sampleEvent({
      identities: [phone(PLANTED.phone), email(PLANTED.email)],
      fields: [named("Planted Person")],
      at: "2026-08-30T08:00:00Z",
    }),
  )
  for (const status of [400, 401, 403, 404, 409, 422, 429, 500]) {
    await bench.hubspot.control.faults([{ kind: "error", status, body: QUOTE, times: null }])
    for (let turn = 0; turn < 3; turn += 1) await syncOnce(ctx(), bench.deps).catch((err: unknown) => log.error({ err }, "a turn failed"))
    await bench.advance(3_600_000)
  }
}

async function failRoute(): Promise<void> {
  const answer = await answered(() => Promise.reject(new Error(`a route met ${QUOTE}`)))
  expect(says(await answer.text())).toBe(false)
}

test("what fails on the way puts a customer's details into no log line and no column but those kept for them", async () => {
  for (const fail of [failQuery, failJob, failMail, failDelivery, failCrm, failRoute]) await fail()
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.filter(says)).toEqual([])
  const named = await whereIsNamed(bench.database)
  expect(named).toEqual(expect.arrayContaining(["leads.phones", "lead_identities.value"]))
  const isKept = (place: string) => {
    const at = place.lastIndexOf(".")
    return PERSONAL_DATA[place.slice(0, at)]?.personal?.includes(place.slice(at + 1)) ?? false
  }
  expect(named.filter((place) => !isKept(place))).toEqual([])
})
