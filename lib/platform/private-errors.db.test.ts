import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { leadIdentities, leads, sentEmails } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { sendEmails } from "@/lib/notifications/send-emails"
import { newId } from "./ids"
import { enqueue, type Job } from "./jobs/job"
import { runJobs } from "./jobs/run-jobs"
import { createLog } from "./log"

/** Values that must never appear in a log or an error column, in every form in which they were bound. */
const PLANTED = ["+971509876543", "0509876543", "reem.planted@example.com", "Planted Darwish"]
const PLANTED_TEXT = PLANTED.join(" | ")

let store: TestDatabase
const lines: string[] = []
const log = createLog({ write: (line) => void lines.push(line) }, "trace")

beforeAll(async () => void (store = await testDatabase()))
afterAll(async () => await store.drop())

const ctx = () => ({ ...testCtx(store.db), log })

function expectNothingPlanted(text: string): void {
  for (const value of PLANTED) expect(text).not.toContain(value)
}

async function failureOf(work: () => Promise<unknown>): Promise<Error> {
  const error = await work().then(
    () => null,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

/** Everything of an error that a careless logger could print. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${everythingOf(error.cause)}`
}

const FAILING: Record<string, () => Promise<unknown>> = {
  "a value of the wrong type": () => store.db.execute(sql`select ${PLANTED_TEXT}::uuid`),
  "a number out of range": () => store.db.execute(sql`select ${"+971509876543"}::text::int`),
  "a date that is none": () => store.db.execute(sql`select ${PLANTED_TEXT}::timestamptz`),
  "broken JSON": () => store.db.execute(sql`select ${`{"phone": ${PLANTED_TEXT}`}::jsonb`),
  "a foreign key": () =>
    store.db.insert(leadIdentities).values({ leadId: newId(), kind: "email", value: PLANTED[2], raw: PLANTED[2] } as never),
  "a row without a required column": () => store.db.insert(leads).values({ id: newId(), name: PLANTED_TEXT, stageId: null } as never),
  "a statement that is not SQL": () => store.db.execute(sql`selekt ${PLANTED_TEXT}`),
  "a raw query of the pool": () => store.pool.query("select $1::uuid", [PLANTED_TEXT]),
  "a query inside a transaction": () => store.db.transaction((tx) => tx.execute(sql`select ${PLANTED_TEXT}::uuid`)),
  "a value that a function raises": () => store.db.execute(sql`select regexp_replace(${PLANTED_TEXT}, ${`(${PLANTED_TEXT}`}, '')`),
}

test.for(Object.keys(FAILING))("%s fails without the bound values in the error or the log", async (name) => {
  const error = await failureOf(FAILING[name] ?? expect.fail)
  expectNothingPlanted(everythingOf(error))
  lines.length = 0
  log.error({ err: error }, `failed: ${error.message}`)
  expect(lines).toHaveLength(1)
  expectNothingPlanted(lines[0] ?? "")
})

test("a failed job leaves no contact detail in the queue's own tables, and its log line is bounded", async () => {
  const Payload = z.object({ key: z.string() })
  const job: Job<{ key: string }> = {
    name: "test:fails",
    payload: Payload,
    attemptsMax: 1,
    run: async ({ db }) => {
      const values = Array.from({ length: 2_000 }, () => PLANTED_TEXT)
      await db.execute(sql`select ${JSON.stringify(values)}::jsonb, ${values.join(" ")}::uuid`)
    },
  }
  lines.length = 0
  const runner = await runJobs(ctx(), store.pool, [job])
  const failed = new Promise<void>((resolve) => runner.events.once("job:failed", () => resolve()))
  await enqueue(store.db, job, { key: "x" })
  await failed
  await runner.stop()
  // The queue writes the error down after it has announced the failure, and nothing waits for that.
  const lastErrors = async () => {
    const { rows } = await store.db.execute<{ last_error: string }>(
      sql`select last_error from graphile_worker._private_jobs where last_error is not null`,
    )
    return rows.map((row) => row.last_error)
  }
  await expect.poll(lastErrors).toHaveLength(1)
  const [lastError = ""] = await lastErrors()
  expect(lastError).toContain("data exception 22P02")
  expectNothingPlanted(lastError)
  expectNothingPlanted(lines.join(""))
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(20_000)
})

test("a mail server that quotes the recipient puts nothing of it into the log or the error column", async () => {
  await store.db.insert(sentEmails).values({
    id: newId(),
    kind: "digest",
    dedupeKey: newId(),
    recipient: PLANTED[2],
    subject: "Today",
    body: "…",
    createdAt: new Date(),
  } as never)
  lines.length = 0
  await sendEmails(ctx(), async ({ to }) => {
    throw new Error(`550 5.1.1 <${to}>: no such user (called +971509876543)`)
  })
  const [mail] = await store.db.select({ error: sentEmails.error }).from(sentEmails)
  expect(mail?.error).toContain("550 5.1.1 <[email]>")
  expectNothingPlanted(`${mail?.error} ${lines.join("")}`)
})

test("a line that is far too long is cut and is still one JSON object", () => {
  lines.length = 0
  log.warn({ rows: Array.from({ length: 9_000 }, (_, at) => ({ at, note: "a long note" })) }, "too much")
  expect(lines[0]?.length).toBeLessThan(2_000)
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "too much", level: 40 })
})
