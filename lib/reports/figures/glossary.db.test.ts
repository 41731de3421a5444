import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { seedDemo } from "@/e2e/demo/seed"
import { inboundEvents, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { METRICS, type MetricId } from "@/lib/core/metrics/glossary"
import { FUNNEL_STAGES, NOBODY, OPEN_STAGES } from "@/lib/core/metrics/measures"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { newId } from "@/lib/platform/ids"
import { countWaits } from "@/lib/reports/oracle/count-times"
import { ageingOf } from "./figures"
import { readGoals, setGoal } from "@/lib/reports/money/goals"
import { readQuality } from "./quality"
import { readReports, sumOf, type ReportReader } from "@/lib/reports/query/reader"
import { readFunnel, readOverview } from "./reports"
import { readCosts, setSpend } from "@/lib/reports/money/spend"
import { ReportQuery } from "@/lib/core/filters/reports"

const NOW = new Date("2026-06-20T10:00:00Z")
const PERIOD = { from: "2026-04-10", to: "2026-06-20" }
const GIVEN = { ...PERIOD, zone: "Asia/Dubai", currency: "AED" }
let database: TestDatabase
let ctx: Ctx

beforeAll(async () => {
  database = await testDatabase()
  await seedDemo(database.pool, { leads: 120, now: NOW, seed: 5, say: () => undefined })
  const [manager] = await database.db
    .select({ id: users.id })
    .from(users)
    .where(sql`role = 'manager'`)
  ctx = testCtx(database.db, { kind: "user", id: manager?.id ?? "", name: "Manager", role: "manager" }, NOW)
  await setGoal(ctx, { month: "2026-06", metric: "bookings", target: 100 })
  await setGoal(ctx, { month: "2026-06", metric: "revenue", target: 5000, ownerId: manager?.id })
  await setSpend(ctx, [
    { month: "2026-04", channel: "website", amount: 3000 },
    { month: "2026-06", channel: "website", source: "google", amount: 999.99 },
    { month: "2026-05", channel: "walk_in", amount: 10 },
  ])
  const { rows } = await database.pool.query<{ lead_a: string; lead_b: string }>(
    `select i.lead_a, i.lead_b from duplicate_items i join leads a on a.id = i.lead_a join leads b on b.id = i.lead_b
    where i.kind = 'pair' and i.status = 'pending' and a.state = 'active' and b.state = 'active' and a.kind = 'lead' and b.kind = 'lead'
      and least(a.first_touch_at, b.first_touch_at) > '2026-04-12' limit 1`,
  )
  await mergeLeads(ctx, { survivorId: rows[0]?.lead_a ?? "", mergedId: rows[0]?.lead_b ?? "" })
  const event = { id: newId(), channel: "website", idempotencyKey: "x", raw: Buffer.from("{"), headers: {}, trust: "signed" as const }
  await database.db.insert(inboundEvents).values({ ...event, state: "dead", reason: "unreadable", receivedAt: NOW })
  await database.db.execute(sql`
    with abroad as (
      update bookings set currency = 'USD' where id = (
        select b.id from bookings b join leads l on l.id = b.lead_id
        where l.state = 'active' and l.kind = 'lead' and b.status <> 'cancelled' and coalesce(b.booked_at, b.status_at) > '2026-04-12' limit 1)
      returning lead_id)
    insert into report_dirty (lead_id, cause) select lead_id, 'events' from abroad`)
  await database.db.execute(sql`
    insert into crm_agreements (id, provider, at, equal, different, missing_here, missing_there, lists) values (${newId()}, 'hubspot', now(), 7, 2, 0, 1, '{}')`)
})
afterAll(() => database.drop())

type Value = string | number
const literal = (value: Value): string => (typeof value === "number" ? String(value) : `'${value}'`)

/** The entry as it stands on the page, with its parameters filled in. */
async function run(id: MetricId, more: Record<string, Value> = {}): Promise<Record<string, unknown>[]> {
  const metric = METRICS.find((one) => one.id === id)
  const values: Record<string, Value> = { ...GIVEN, ...more }
  const filled = (metric?.sql ?? "").replaceAll(/(?<!:):([a-z_]+)/g, (name, key: string) => literal(values[key] ?? name))
  return (await database.pool.query<Record<string, unknown>>(filled)).rows
}
const number = async (id: MetricId, more?: Record<string, Value>): Promise<number> =>
  Number(Object.values((await run(id, more))[0] ?? {})[0])
const read = <T>(ask: (reader: ReportReader) => Promise<T>) => readReports(ctx, ReportQuery.parse(PERIOD), ask)

const HELD = new Set<MetricId>()
function hold(id: MetricId): MetricId {
  HELD.add(id)
  return id
}

test("what the glossary says counts as the overview does", async () => {
  const { current } = await read(readOverview)
  const { totals } = current
  const more = await read((reader) => sumOf(reader, { measures: ["foreign_bookings", "merges"], period: PERIOD }))
  expect(totals.leads).toBeGreaterThan(50)
  expect([more.foreign_bookings > 0, more.merges > 0]).toEqual([true, true])
  const expected: Partial<Record<MetricId, number | null>> = {
    leads: totals.leads,
    conversion: current.conversion.value,
    lost: totals.lost,
    asked: totals.asked,
    win_rate: current.winRate.value,
    bookings: totals.bookings,
    revenue: totals.revenue,
    foreign_bookings: more.foreign_bookings,
    merges: more.merges,
  }
  for (const [id, value] of Object.entries(expected) as [MetricId, number][]) expect(await number(hold(id)), id).toBeCloseTo(value, 9)
})

test("what the glossary says of stages is what the funnel shows", async () => {
  const { steps, timeInStage } = await read(readFunnel)
  for (const { stage, leads, entered, wentOn } of steps) {
    expect(await number(hold("reached"), { stage }), stage).toBe(leads)
    if (entered !== null) expect(await number(hold("moves"), { stage }), stage).toBe(entered)
    if (wentOn?.value != null) expect(await number(hold("went_on"), { stage }), stage).toBeCloseTo(wentOn.value, 9)
  }
  for (const { stage, median } of timeInStage.filter(({ count }) => count > 0))
    expect(await number(hold("time_in_stage"), { stage }), stage).toBe(median)
  const moved = await read((reader) => sumOf(reader, { measures: ["entered_lost"], period: PERIOD }))
  expect(await number("moves", { stage: "lost" })).toBe(moved.entered_lost)
  expect(FUNNEL_STAGES).toHaveLength(steps.length)
})

test("the answers that the glossary lists are those that the response times are counted from", async () => {
  const [{ current }, waits] = await read(async (reader) => [await readOverview(reader), await countWaits(reader, PERIOD)] as const)
  for (const id of ["response", "sla"] as const) {
    const rows = (await run(hold(id))) as { lead_id: string }[]
    expect(rows.map(({ lead_id }) => lead_id).sort()).toEqual(waits.map(({ leadId }) => leadId).sort())
  }
  const minutes = waits.flatMap(({ minutes: waited }) => (waited === null ? [] : [waited])).sort((a, b) => a - b)
  expect(waits).toHaveLength(current.totals.asked)
  expect(minutes).toHaveLength(current.totals.answered)
  expect(minutes[Math.ceil(minutes.length / 2) - 1]).toBe(current.response.median)
  for (const state of ["answered_in_sla", "late", "waiting"] as const)
    expect(
      waits.filter(({ outcome }) => outcome === state),
      state,
    ).toHaveLength(current.totals[state])
})

test("what the glossary says of open leads, duplicates, deliveries and the CRM is what data quality shows", async () => {
  const [quality, ages] = await read(async (reader) => [await readQuality(ctx, reader), await ageingOf(reader)] as const)
  const open = ages.reduce((sum, band) => sum + OPEN_STAGES.reduce((all, stage) => all + band[stage], 0), 0)
  expect(quality.absorbed.numerator).toBeGreaterThan(0)
  const expected: Partial<Record<MetricId, number | null | undefined>> = {
    open,
    unowned: quality.unowned,
    duplicates: quality.absorbed.value,
    questioned: quality.questioned.value,
    merges: quality.merges,
    duplicate_questions: quality.duplicatesOpen,
    dead_events: quality.events.dead,
    crm_agreement: 0.7,
  }
  expect(quality.crmAgreement).toMatchObject({ equal: 7, compared: 10 })
  for (const [id, value] of Object.entries(expected) as [MetricId, number][]) expect(await number(hold(id)), id).toBeCloseTo(value, 9)
})

test("what the glossary says of costs and of pace is what their pages show", async () => {
  const [costs, goals] = await read(
    async (reader) => [await readCosts(ctx, reader, "channel"), await readGoals(ctx, reader, "2026-06-01")] as const,
  )
  const rows = (await run(hold("cost"))) as { channel: string; per_lead: string | null; per_booking: string | null }[]
  expect(rows).toHaveLength(costs.rows.length)
  for (const { key, spend, leads, bookings: made } of costs.rows) {
    const row = rows.find(({ channel }) => channel === key)
    expect(Number(row?.per_lead)).toBeCloseTo(leads > 0 ? spend / 100 / leads : 0, 6)
    expect(Number(row?.per_booking)).toBeCloseTo(made > 0 ? spend / 100 / made : 0, 6)
  }
  const paces = (await run(hold("pace"))) as { metric: string; owner_id: string; round: string }[]
  expect(paces.map(({ metric, owner_id, round }) => `${metric} ${owner_id} ${round}`).sort()).toEqual(
    goals.map(({ metric, ownerId, dueByNow }) => `${metric} ${ownerId ?? NOBODY} ${dueByNow}`).sort(),
  )
})

test("every entry that is no sketch is held against the reports", () => {
  expect(METRICS.filter((metric) => !("isSketch" in metric) && !HELD.has(metric.id)).map(({ id }) => id)).toEqual([])
})
