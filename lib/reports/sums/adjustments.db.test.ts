import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test } from "vitest"
import { reportAdjustments, reportDirty, reportMonths, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { readResponseTargets } from "@/lib/platform/settings/response-targets-setting"
import { changeReportRules, changeResponseTargets, changeWorkingTime } from "./change-rules"
import { recountAll } from "@/lib/reports/postings/dirty-leads"
import { updateAllReports } from "./update-reports"
import { exportAdjustments, readAdjustments } from "@/lib/reports/figures/list-adjustments"
import { readReports } from "@/lib/reports/query/reader"
import { readReportRules } from "@/lib/reports/postings/rules"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { History } from "@/lib/reports/testing/random-history"
import { AdjustmentPage, ReportQuery } from "@/lib/core/filters/reports"

let database: TestDatabase
let ctx: Ctx
let history: History
const [first, second] = [newId(), newId()]
beforeEach(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db)
  history = new History(ctx, [first, second])
  await database.db
    .insert(users)
    .values([first, second].map((id, at) => ({ id, email: `a${at}@example.com`, name: `Agent ${at}`, role: "agent" as const })))
})
afterEach(() => database.drop())

async function closeMarch() {
  await updateAllReports(ctx)
  await database.db.insert(reportMonths).values({ month: "2026-03-01", closedAt: new Date("2026-04-03T00:15:00Z") })
}

async function listed() {
  await updateAllReports(ctx)
  const rows = await database.db.select().from(reportAdjustments)
  return rows
    .map(({ cause, leads, bookings, ownerId, source, campaign, revenue }) => ({
      cause,
      leads,
      bookings,
      revenue,
      by: ownerId === first ? "first" : ownerId === second ? "second" : "nobody",
      source,
      campaign,
    }))
    .sort((a, b) => a.leads - b.leads || a.bookings - b.bookings)
}

const page = (given: Record<string, unknown> = {}, query: Record<string, unknown> = {}) =>
  readReports(ctx, ReportQuery.parse(query), (reader) => readAdjustments(ctx, reader, AdjustmentPage.parse(given)))

test("a lead given away after its month was closed is taken from one agent and given to the other", async () => {
  const leadId = await history.arrive(5, "website", { utmSource: "google" })
  await assignLead(ctx, { leadId, ownerId: first })
  await closeMarch()
  await assignLead(ctx, { leadId, ownerId: second })
  const origin = { cause: "assigned", source: "google", campaign: "", bookings: 0, revenue: 0 }
  expect(await listed()).toEqual([
    { ...origin, by: "first", leads: -1 },
    { ...origin, by: "second", leads: 1 },
  ])
})

test("a merge that is undone gives the lead back to its month", async () => {
  const [survivorId, mergedId] = [await history.arrive(5, "website"), await history.arrive(6, "botspace")]
  await closeMarch()
  const { mergeId } = await mergeLeads(ctx, { survivorId, mergedId })
  await updateAllReports(ctx)
  await undoMerge(ctx, { mergeId })
  expect((await listed()).map(({ cause, leads }) => [cause, leads])).toEqual([
    ["merged", -1],
    ["unmerged", 1],
  ])
  expect((await page()).months).toMatchObject([{ month: "2026-03-01", changes: 2, touchedLeads: 1, leads: 0 }])
})

test("a lead that becomes known after its month was closed arrived late, whoever it was given to at once", async () => {
  await history.arrive(5, "website")
  await closeMarch()
  const leadId = await history.arrive(7, "website")
  await assignLead(ctx, { leadId, ownerId: first })
  expect(await listed()).toMatchObject([{ cause: "arrived", leads: 1, by: "first" }])
})

test("an earlier touch that arrives late moves a known lead into the closed month", async () => {
  const leadId = await history.arrive(24 * 40, "website", null, "+971501112233")
  await closeMarch()
  await history.arrive(30, "website", null, "+971501112233")
  expect(await listed()).toMatchObject([{ cause: "events", leads: 1 }])
  expect((await page()).data[0]).toMatchObject({ leadId, month: "2026-03-01", ownerName: expect.stringMatching(/^Agent/) })
})

test("a source that becomes known after the month was closed is listed", async () => {
  await history.arrive(30, "website", null, "+971501112233")
  await closeMarch()
  await history.arrive(20, "website", { utmSource: "google", utmCampaign: "suv" }, "+971501112233")
  expect(await listed()).toMatchObject([
    { leads: -1, source: "", campaign: "", cause: "events" },
    { leads: 1, source: "google", campaign: "suv", cause: "events" },
  ])
})

test("new rules of counting are a correction of every closed month that they change; a first count is none", async () => {
  await history.arrive(1, "website")
  await history.arrive(50, "website")
  await updateAllReports(ctx)
  await database.db.execute(sql`delete from report_entries`)
  await database.db.insert(reportMonths).values({ month: "2026-03-01", closedAt: new Date() })
  await database.db.insert(reportMonths).values({ month: "2026-02-01", closedAt: new Date() })
  await database.db.execute(sql`insert into report_dirty (lead_id, cause) select id, 'first_count' from leads`)
  expect(await listed()).toEqual([])
  await changeReportRules(ctx, { ...(await readReportRules(database.db)), timeZone: "America/Los_Angeles" })
  expect((await listed()).map(({ cause, leads }) => [cause, leads])).toEqual([
    ["rules", -1],
    ["rules", 1],
  ])
  expect((await page()).months.map(({ month, leads }) => [month, leads])).toEqual([
    ["2026-03-01", -1],
    ["2026-02-01", 1],
  ])
})

test("a repair that finds other postings than the kept ones says so", async () => {
  await history.arrive(5, "website")
  await closeMarch()
  await database.db.execute(sql`update report_entries set revenue = 500, bookings = 1`)
  await recountAll(ctx)
  expect(await listed()).toMatchObject([{ cause: "repair", bookings: -1, revenue: -500, leads: 0 }])
})

test("pages follow each other without a gap, a month adds up all of them, and filters and the file agree", async () => {
  const ids = []
  for (let hour = 1; hour <= 7; hour += 1) ids.push(await history.arrive(hour, hour % 2 ? "website" : "ziwo"))
  for (const leadId of ids) await assignLead(ctx, { leadId, ownerId: second })
  await closeMarch()
  for (const leadId of ids) {
    await assignLead(ctx, { leadId, ownerId: first })
    await updateAllReports(ctx)
  }
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const one = await page({ limit: 4, cursor })
    seen.push(...one.data.map(({ id }) => id))
    cursor = one.nextCursor ?? undefined
  } while (cursor)
  expect(new Set(seen).size).toBe(14)
  expect(await page({ limit: 1 })).toMatchObject({ months: [{ changes: 14, touchedLeads: 7, leads: 0 }] })
  expect((await page({ limit: 200 }, { owner: first, channel: "ziwo" })).data).toHaveLength(3)
  expect((await page({ month: "2026-02" })).data).toEqual([])
  const file: string[] = []
  for await (const { id } of await exportAdjustments(ctx, ReportQuery.parse({}))) file.push(id)
  expect(file).toEqual(seen)
  const agent: Ctx = testCtx(database.db, { kind: "user", id: first, name: "A", role: "agent" })
  await expect(exportAdjustments(agent, ReportQuery.parse({}))).rejects.toMatchObject({ code: "forbidden" })
})

test("new response targets list what they change of a closed month's answers in time, and nothing else", async () => {
  const number = "+971501112233"
  await history.arrive(29, "website", null, number)
  await history.answer(number, 29, 40)
  await closeMarch()
  const targets = await readResponseTargets(database.db)
  await changeResponseTargets(ctx, { ...targets, first_reply: { ...targets.first_reply, minutes: { high: 1, normal: 1, nurture: 1 } } })
  await updateAllReports(ctx)
  expect(await database.db.select().from(reportAdjustments)).toEqual([])
  await changeResponseTargets(ctx, { ...targets, first_touch: { ...targets.first_touch, minutes: { high: 5, normal: 15, nurture: 30 } } })
  await updateAllReports(ctx)
  expect(await database.db.select().from(reportAdjustments)).toMatchObject([
    { cause: "rules", leads: 0, inTime: -1, bookings: 0, revenue: 0 },
  ])
  await changeResponseTargets(ctx, targets)
  await updateAllReports(ctx)
  expect((await page()).months).toMatchObject([{ month: "2026-03-01", changes: 2, touchedLeads: 1, leads: 0, inTime: 0 }])
})

test("rules and hours are written together with the marks of every lead, or not at all", async () => {
  await history.arrive(5, "website")
  await updateAllReports(ctx)
  const dirtyLeads = async () => (await database.db.select().from(reportDirty)).map(({ cause }) => cause)
  const rules = await readReportRules(database.db)
  await database.db.execute(sql`alter table report_dirty add constraint no_marks check (cause <> 'rules')`)
  await expect(changeReportRules(ctx, { ...rules, closesOnDay: 9 })).rejects.toThrow()
  expect(await readReportRules(database.db)).toEqual(rules)
  const calendar = await readWorkingTime(database.db)
  await expect(changeWorkingTime(ctx, { ...calendar, timeZone: "Europe/London" })).rejects.toThrow()
  expect(await readWorkingTime(database.db)).toEqual(calendar)
  await database.db.execute(sql`alter table report_dirty drop constraint no_marks`)
  await changeReportRules(ctx, { ...rules, closesOnDay: 9 })
  expect(await dirtyLeads()).toEqual(["rules"])
})
