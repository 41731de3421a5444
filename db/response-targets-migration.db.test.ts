import { readFile } from "node:fs/promises"
import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test } from "vitest"
import { ResponseTargets } from "@/lib/core/response/targets"
import { testDatabase, type TestDatabase } from "./testing"

let database: TestDatabase
beforeEach(async () => void (database = await testDatabase()))
afterEach(() => database.drop())

/** The statements of the migration that carry data over, on a database that has the columns already. */
async function carryOver(): Promise<void> {
  const text = await readFile(new URL("./migrations/0033_response_targets.sql", import.meta.url), "utf8")
  const isData = (statement: string) => /^(insert|update)/im.test(statement)
  for (const statement of text.split("--> statement-breakpoint").filter(isData)) await database.pool.query(statement)
}

const store = (key: string, value: unknown) =>
  database.db.execute(sql`insert into settings (key, value) values (${key}, ${JSON.stringify(value)}::jsonb)`)
const rules = (version: number, config: unknown) =>
  database.db.execute(sql`insert into routing_versions (version, at, config) values (${version}, now(), ${JSON.stringify(config)}::jsonb)`)

async function kept(key: string): Promise<unknown> {
  const { rows } = await database.db.execute<{ value: unknown }>(sql`select value from settings where key = ${key}`)
  return rows[0]?.value
}

test("where three settings disagreed the queue's minutes stand; what happens and who is told come from the rule book in force", async () => {
  const manager = "01a22beb-2f93-75c2-af86-15a6a59663d0"
  await store("response_targets", {
    firstResponseMinutes: { high: 3, normal: 12, nurture: 90 },
    replyMinutes: 25,
    escalateAfterHours: 6,
    windowWarningMinutes: 100,
  })
  await store("reports", { timeZone: "Asia/Dubai", weekStart: 1, currency: "AED", slaMinutes: 20, closesOnDay: 5 })
  await rules(1, { sla: { assignment: { minutes: 99, onBreach: "notify" } } })
  await rules(2, {
    rules: [],
    sla: {
      assignment: { minutes: 7, onBreach: "notify" },
      first_touch: { minutes: 45, onBreach: "reassign" },
      first_reply: { minutes: null, onBreach: "notify" },
    },
    escalateTo: manager,
  })
  await carryOver()
  const all = (minutes: number) => ({ high: minutes, normal: minutes, nurture: minutes })
  expect(ResponseTargets.parse(await kept("response_targets"))).toEqual({
    assignment: { minutes: all(7), whenMissed: "notify" },
    first_touch: { minutes: { high: 3, normal: 12, nurture: 90 }, whenMissed: "reassign" },
    first_reply: { minutes: all(25), whenMissed: "off" },
    escalateTo: manager,
    escalateTasksAfterHours: 6,
    windowWarningMinutes: 100,
  })
  expect(await kept("reports")).toEqual({ timeZone: "Asia/Dubai", weekStart: 1, currency: "AED", closesOnDay: 5 })
})

test("an installation that changed only one of them keeps the defaults of the others; a fresh one has no row", async () => {
  await carryOver()
  expect(await kept("response_targets")).toBeUndefined()
  await rules(1, { sla: { first_touch: { minutes: 20, onBreach: "notify" } } })
  await carryOver()
  expect(ResponseTargets.parse(await kept("response_targets"))).toEqual(ResponseTargets.parse({}))
})
