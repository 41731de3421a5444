import { and, asc, eq } from "drizzle-orm"
import { afterEach, beforeEach, expect, test } from "vitest"
import { tasks } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { readStages } from "@/lib/pipeline/stages/read-stages"
import { definitionOf, saveStage } from "@/lib/pipeline/stages/save-stage"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { cancelTask } from "./cancel-task"
import { replanStage, replanStageJob } from "./replan-stage"

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

/** Monday, 12:00 in Dubai. */
const at = (hours: number) => new Date(Date.parse("2026-03-02T08:00:00Z") + hours * 3_600_000)
const ctxAt = (hours: number): Ctx => testCtx(database.db, { kind: "system", name: "test" }, at(hours))
const arrive = async (number: string): Promise<string> =>
  await changeLeads(ctxAt(0), async (unit) => {
    const event = sampleEvent({ at: at(0).toISOString(), identities: [phone(number)], fields: [named("Layla Haddad")] })
    const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
    return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  })
async function saysDays(days: number[], hours: number) {
  const stage = (await readStages(database.db)).find(({ id }) => id === "new_lead")
  if (!stage) throw new Error("no such stage")
  await saveStage(
    ctxAt(hours),
    { id: "new_lead", version: stage.version, definition: { ...definitionOf(stage), cadence: { days } } },
    replanStage,
  )
  await replanStageJob.run(ctxAt(hours), { stageId: "new_lead", after: null }, new AbortController().signal)
}
const tasksOf = async (leadId: string) =>
  (await database.db.select().from(tasks).where(eq(tasks.leadId, leadId)).orderBy(asc(tasks.cadenceStep))).map(
    ({ cadenceStep, status, cancelledReason }) => [cadenceStep, cancelledReason ?? status],
  )

test("when the days of a stage change, the leads in it get the new days, once, and no follow-up is lost", async () => {
  const [leadId, elsewhere] = [await arrive("+971501112233"), await arrive("+971501119988")]
  await moveLead(ctxAt(1), { leadId: elsewhere, to: "lost", reason: "Price", via: "board" })
  const before = await tasksOf(elsewhere)
  for (let times = 0; times < 2; times += 1) await saysDays([0, 2, 3], 2)
  expect(await tasksOf(leadId)).toEqual([
    [0, "open"],
    [1, "cadence"],
    [2, "open"],
    [3, "open"],
    [7, "cadence"],
  ])
  expect(await tasksOf(elsewhere)).toEqual(before)
})

test("what a colleague cancelled does not come back, and a stage without days has no follow-ups", async () => {
  const leadId = await arrive("+971501112233")
  const [third] = await database.db
    .select()
    .from(tasks)
    .where(and(eq(tasks.leadId, leadId), eq(tasks.cadenceStep, 3)))
  await cancelTask(ctxAt(1), { taskId: third?.id ?? "" })
  await saysDays([3, 5], 2)
  expect(await tasksOf(leadId)).toEqual([
    [1, "cadence"],
    [3, "person"],
    [5, "open"],
    [7, "cadence"],
  ])
  await saysDays([], 3)
  expect((await tasksOf(leadId)).filter(([, state]) => state === "open")).toEqual([])
})
