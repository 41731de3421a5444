import { and, eq, gt, sql } from "drizzle-orm"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads, notifications, reportAdjustments, reportEntries, reportMonths, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { addDays } from "@/lib/core/days"
import { FIRST_RESPONSE, NOBODY, OPEN_STAGES } from "@/lib/core/metrics/measures"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { newId } from "@/lib/platform/ids"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { checkReports } from "@/lib/reports/oracle/check-reports"
import { EVER } from "./figures"
import { updateAllReports } from "@/lib/reports/sums/update-reports"
import { COUNTED_KEYS, COUNTED_MEASURES, countLeads } from "@/lib/reports/oracle/count-leads"
import { readPaths, type PathRow } from "./paths"
import { readReports, sumsOf } from "@/lib/reports/query/reader"
import { NO_FILTER, type ReportFilter } from "@/lib/reports/query/report-query"
import { percentilesOf } from "./percentiles"
import { History, historyStep } from "@/lib/reports/testing/random-history"
import { rawPaths } from "@/lib/reports/testing/raw-paths"
import { rawPercentiles } from "@/lib/reports/testing/raw-percentiles"
import { ReportQuery } from "@/lib/core/filters/reports"

let database: TestDatabase
let ctx: Ctx
let history: History
const owners = [newId(), newId()]
const manager = newId()
beforeAll(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db)
  history = new History(ctx, owners)
  await database.db
    .insert(users)
    .values(owners.map((id, at) => ({ id, email: `a${at}@example.com`, name: `Agent ${at}`, role: "agent" as const })))
  await database.db.insert(users).values({ id: manager, email: "manager@example.com", name: "Manager", role: "manager" })
})
afterAll(() => database.drop())

const filters = fc.record<ReportFilter>({
  owners: fc.option(fc.subarray([...owners, NOBODY]), { nil: null }),
  channels: fc.option(fc.subarray(["website", "botspace", "ziwo", "walk_in"]), { nil: null }),
  bands: fc.option(fc.subarray(["high", "normal", "nurture"]), { nil: null }),
  source: fc.option(fc.constantFrom("", "google", "facebook"), { nil: null, freq: 2 }),
  campaign: fc.option(fc.constantFrom("", "suv", "عرض الصيف"), { nil: null, freq: 1 }),
})
const periods = fc.tuple(fc.integer({ min: -5, max: 75 }), fc.integer({ min: 0, max: 75 })).map(([from, days]) => ({
  from: addDays("2026-03-01", from),
  to: addDays("2026-03-01", from + days),
}))

const keptAndRaw = (period: { from: string; to: string }, filter: ReportFilter) =>
  readReports(ctx, ReportQuery.parse({}), async (reader) => {
    const { timeZone, currency } = reader.rules
    const kept = await sumsOf(reader, { measures: COUNTED_MEASURES, period, filter, by: COUNTED_KEYS, bucket: "month" })
    const raw = await countLeads(reader.tx, { period, filter, timeZone, currency })
    const byChannel = await sumsOf(reader, { measures: COUNTED_MEASURES, period, filter, by: ["channel"] })
    for (const row of byChannel)
      for (const measure of COUNTED_MEASURES) {
        const own = raw.filter(({ channel }) => channel === row.channel)
        expect(row[measure], `${row.channel} ${measure}`).toBe(own.reduce((sum, one) => sum + one[measure], 0))
      }
    const line = (row: Record<string, unknown>, key: unknown[]) => [...key, ...COUNTED_MEASURES.map((measure) => row[measure])].join(" ")
    const isSomething = (row: Record<string, unknown>) => COUNTED_MEASURES.some((measure) => row[measure] !== 0)
    return {
      kept: kept
        .filter(isSomething)
        .map((row) => line(row, [row.bucket, ...COUNTED_KEYS.map((key) => row[key])]))
        .sort(),
      raw: raw
        .filter(isSomething)
        .map((row) => line(row, [row.month, ...COUNTED_KEYS.map((key) => row[key])]))
        .sort(),
    }
  })

const keptAndRawPercentiles = (period: { from: string; to: string }, filter: ReportFilter) =>
  readReports(ctx, ReportQuery.parse({}), async (reader) => {
    const line = ({ stage, key, count, median, p90 }: Awaited<ReturnType<typeof percentilesOf>>[number]) =>
      [stage, key, count, median, p90].join(" ")
    const stages = await percentilesOf(reader, { period, filter, stages: OPEN_STAGES })
    const answers = await percentilesOf(reader, { period, filter, stages: [FIRST_RESPONSE], by: "agent" })
    const raw = await rawPercentiles(reader, period, filter)
    return { kept: [...stages, ...answers].map(line).sort(), raw }
  })

const keptAndRawPaths = (period: { from: string; to: string }, filter: ReportFilter) =>
  readReports(ctx, ReportQuery.parse({}), async (base) => {
    const reader = { ...base, scope: { ...base.scope, period, filter } }
    const { timeZone, currency } = reader.rules
    const given = { period, filter, timeZone, currency }
    const line = ({ path, bookings, revenue }: PathRow) => [path, bookings, revenue].join(" ")
    return {
      kept: [...(await readPaths(reader, "channel")), ...(await readPaths(reader, "source"))].map(line).sort(),
      raw: [...(await rawPaths(reader.tx, "channel", given)), ...(await rawPaths(reader.tx, "source", given))].sort(),
    }
  })

async function expectInSync(period: { from: string; to: string }, filter: ReportFilter): Promise<void> {
  const sums = await keptAndRaw(period, filter)
  expect(sums.kept).toEqual(sums.raw)
  const percentiles = await keptAndRawPercentiles(period, filter)
  expect(percentiles.kept).toEqual(percentiles.raw)
  const paths = await keptAndRawPaths(period, filter)
  expect(paths.kept).toEqual(paths.raw)
}

test("after any history, with any filter, sums, medians and paths are what a plain count of the leads says, counted or not yet", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(historyStep, { minLength: 10, maxLength: 45 }),
      fc.array(fc.tuple(periods, filters), { minLength: 3, maxLength: 3 }),
      async (steps, asked) => {
        const run = new History(ctx, owners)
        for (const one of steps) await run.take(one)
        for (const [period, filter] of [[EVER, NO_FILTER] as const, ...asked]) await expectInSync(period, filter)
        expect(await checkReports(ctx)).toEqual([])
        for (const [period, filter] of asked) await expectInSync(period, filter)
      },
    ),
    { numRuns: 12 },
  )
})

test("a sum, a count of times or a time that went wrong is found at night, said to a manager, and recounted", async () => {
  await history.arrive(3, "website")
  await updateAllReports(ctx)
  await database.db.execute(
    sql`update report_rollup set leads = leads + 1 where grain = 'm' and (start, channel) in (select start, channel from report_rollup where grain = 'm' and leads > 0 limit 1)`,
  )
  expect((await checkReports(ctx)).length).toBeGreaterThan(0)
  expect(await checkReports(ctx)).toEqual([])
  await database.db.execute(sql`insert into report_spreads (grain, start, stage, channel, owner_id, source, campaign, band, b3)
    values ('mc', '2026-03-01', 'contacted', 'ziwo', ${NOBODY}, '', '', 'normal', 1) on conflict (grain, stage, start, channel, owner_id, source, campaign, band) do update set b3 = report_spreads.b3 + 1`)
  expect((await checkReports(ctx)).length).toBeGreaterThan(0)
  expect(await checkReports(ctx)).toEqual([])
  await database.db.execute(
    sql`update report_stays set minutes = minutes + 1 where (lead_id, position) in (select lead_id, position from report_stays limit 1)`,
  )
  expect((await checkReports(ctx)).length).toBeGreaterThan(0)
  expect(await checkReports(ctx)).toEqual([])
  await database.db.execute(sql`update report_rollup set entered_qualified = entered_qualified + 1 where grain = 'd'`)
  expect((await checkReports(ctx)).length).toBeGreaterThan(0)
  expect(await checkReports(ctx)).toEqual([])
  await database.db.execute(sql`update report_rollup set source = 'elsewhere' where grain = 'm' and source = ''`)
  expect((await checkReports(ctx)).length).toBeGreaterThan(0)
  expect(await checkReports(ctx)).toEqual([])
  const rung = await database.db.select().from(notifications)
  expect(new Set(rung.filter(({ kind }) => kind === "report_check").map(({ userId }) => userId))).toEqual(new Set([manager]))
})

test("a customer of last year who asks today arrived today, and their old rental is not the lead's booking", async () => {
  const number = "+971509990001"
  await history.rent(number, "2025-03-01T08:00:00Z")
  const leadId = await history.arrive(24 * 9, "website", null, number)
  const months = async () =>
    (
      await readReports(ctx, ReportQuery.parse({}), (reader) =>
        sumsOf(reader, { measures: ["leads", "bookings"], period: { from: "2025-01-01", to: "2025-12-31" }, bucket: "month" }),
      )
    ).filter((row) => row.leads + row.bookings > 0)
  expect(await months()).toEqual([])
  const [lead] = await database.db.select().from(leads).where(eq(leads.id, leadId))
  expect(lead).toMatchObject({ kind: "lead", firstChannel: "website", firstTouchAt: new Date("2026-03-10T00:00:00Z") })
  await updateAllReports(ctx)
  expect(await months()).toEqual([])
  expect(await checkReports(ctx)).toEqual([])
})

test("news of a booking under another person's number counts for whose booking it is", async () => {
  const [one, other] = ["+971509990002", "+971509990003"]
  const leadId = await history.arrive(24, "website", null, one)
  await history.arrive(25, "botspace", null, other)
  const id = await history.rent(one, "2026-03-04T08:00:00Z")
  await updateAllReports(ctx)
  await history.rent(other, "2026-03-05T08:00:00Z", { id, status: "cancelled" })
  const count = () =>
    database.db
      .select()
      .from(reportEntries)
      .where(and(eq(reportEntries.leadId, leadId), gt(reportEntries.bookings, 0)))
  await updateAllReports(ctx)
  expect(await count()).toEqual([])
  expect(await checkReports(ctx)).toEqual([])
})

test("a closed month that changes says what changed, by whom it was lost and why", async () => {
  const a = await history.arrive(5, "website")
  const b = await history.arrive(6, "botspace")
  await updateAllReports(ctx)
  await database.db.insert(reportMonths).values({ month: "2026-03-01", closedAt: new Date() })
  await moveLead({ ...ctx, now: () => new Date("2026-04-10T08:00:00Z") }, { leadId: a, to: "contacted", via: "board" })
  await updateAllReports(ctx)
  expect(await database.db.select().from(reportAdjustments)).toEqual([])
  await mergeLeads(ctx, { survivorId: a, mergedId: b })
  await updateAllReports(ctx)
  const rows = await database.db.select().from(reportAdjustments)
  expect(rows).toEqual([expect.objectContaining({ leadId: b, month: "2026-03-01", channel: "botspace", leads: -1, cause: "merged" })])
})
