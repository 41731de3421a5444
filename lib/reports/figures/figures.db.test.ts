import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { seedDemo } from "@/e2e/demo/seed"
import { duplicateItems, leads, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { NOBODY } from "@/lib/core/metrics/measures"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { newId } from "@/lib/platform/ids"
import { listLeads } from "@/lib/leads/list-leads"
import { readAttribution } from "@/lib/reports/query/attribution"
import { ageingOf } from "./figures"
import { updateReports } from "@/lib/reports/sums/update-reports"
import { listLeadsBehind } from "./leads-behind"
import { readPaths } from "./paths"
import { readQuality } from "./quality"
import { readReports } from "@/lib/reports/query/reader"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "./reports"
import { LeadsBehind, ReportQuery } from "@/lib/core/filters/reports"

const NOW = new Date("2026-06-20T10:00:00Z")
let database: TestDatabase
let manager: Ctx
let agent: Ctx
const as = (role: Role, id: string): Ctx => testCtx(database.db, { kind: "user", id, name: role, role }, NOW)
beforeAll(async () => {
  database = await testDatabase()
  await seedDemo(database.pool, { leads: 180, now: NOW, seed: 11, say: () => undefined })
  const people = await database.db.select({ id: users.id, role: users.role }).from(users)
  manager = as("manager", people.find(({ role }) => role === "manager")?.id ?? "")
  agent = as("agent", people.find(({ role }) => role === "agent")?.id ?? "")
  await updateReports(manager, { batch: 150 })
})
afterAll(() => database.drop())

const behind = (ctx: Ctx, query: Record<string, unknown>) => listLeadsBehind(ctx, LeadsBehind.parse({ limit: 200, ...query }))
const query = (given: Record<string, unknown> = {}) => ReportQuery.parse({ period: "last_90", ...given })

test("every number of the overview leads to as many leads as it says", async () => {
  const { current } = await readReports(manager, query(), readOverview)
  expect(current.totals.leads).toBeGreaterThan(100)
  expect(current.totals.reached_booked).toBeGreaterThan(3)
  for (const [metric, value] of Object.entries(current.totals)) {
    const page = await behind(manager, { period: "last_90", metric })
    expect(page.total, metric).toBe(value)
    expect(page.leads, metric).toBeLessThanOrEqual(value)
  }
  const settled = await behind(manager, { period: "last_90", metric: "settled" })
  const { asked, answered_in_sla, late, waiting } = current.totals
  expect(settled.total).toBe(asked - answered_in_sla - late - waiting)
})

test("duplicates are counted by any filter, and each number leads to its leads", async () => {
  const of = (given: Record<string, unknown> = {}) => readReports(manager, query(given), (reader) => readQuality(manager, reader))
  const [pair] = await database.db.select().from(duplicateItems).where(eq(duplicateItems.status, "pending")).limit(1)
  const before = await of()
  expect(before.questioned.numerator).toBeGreaterThan(0)
  const { mergeId } = await mergeLeads(manager, { survivorId: pair?.leadA ?? "", mergedId: pair?.leadB ?? "" })
  const merged = await of()
  expect([merged.absorbed.numerator, merged.merges]).toEqual([before.absorbed.numerator + 1, before.merges + 1])
  for (const metric of ["questioned", "absorbed"] as const) {
    expect((await behind(manager, { period: "last_90", metric })).total, metric).toBe(merged[metric].numerator)
    const byBand = await Promise.all(["high", "normal", "nurture"].map(async (band) => (await of({ band }))[metric].numerator))
    expect(
      byBand.reduce((sum, n) => sum + n, 0),
      metric,
    ).toBe(merged[metric].numerator)
  }
  await undoMerge(manager, { mergeId })
  expect((await of()).absorbed).toEqual(before.absorbed)
})

test("the leads of the list by first touch are the leads of the number", async () => {
  const period = { from: "2026-05-01", to: "2026-05-31" }
  const { data } = await behind(manager, { ...period, metric: "leads" })
  const listed = await listLeads(manager, { ...period, kind: ["lead"], limit: 200 })
  expect(data.map(({ id }) => id).sort()).toEqual(listed.data.map(({ id }) => id).sort())
})

test("rows by channel, agent and source add up to the whole, and each leads to its own leads", async () => {
  for (const by of ["channel", "agent", "source"] as const) {
    const [overview, { rows }] = await readReports(
      manager,
      query(),
      async (reader) => [await readOverview(reader), await readConversion(reader, by)] as const,
    )
    for (const measure of ["leads", "reached_booked", "bookings", "revenue"] as const)
      expect(
        rows.reduce((sum, row) => sum + row[measure], 0),
        `${by} ${measure}`,
      ).toBe(overview.current.totals[measure])
    const [first] = rows
    const key = by === "agent" ? "owner" : by
    const page = await behind(manager, {
      period: "last_90",
      metric: "leads",
      [key]: first?.key === "" ? "-" : first?.key === NOBODY ? "none" : first?.key,
    })
    expect(page.total).toBe(first?.leads)
  }
})

test("a funnel never widens, and the trend adds up to the total", async () => {
  const [funnel, overview] = await readReports(
    manager,
    query(),
    async (reader) => [await readFunnel(reader), await readOverview(reader)] as const,
  )
  const counts = funnel.steps.map(({ leads }) => leads)
  expect(counts).toEqual([...counts].sort((a, b) => b - a))
  for (const period of ["last_7", "last_30", "last_90", "last_12_months"] as const) {
    const { trend, current } = await readReports(manager, query({ period }), readOverview)
    expect(trend.reduce((sum, { leads }) => sum + leads, 0)).toBe(current.totals.leads)
  }
  expect(overview.young.denominator).toBe(overview.current.totals.leads)
  expect(overview.young.numerator).toBeGreaterThan(0)
  for (const by of ["channel", "agent", "source", "campaign"] as const)
    expect((await readReports(manager, query(), (reader) => readConversion(reader, by))).young, by).toEqual(overview.young)
  const may = await readReports(manager, query({ from: "2026-05-01", to: "2026-06-06" }), readOverview)
  expect(may.young).toMatchObject({ numerator: 0, denominator: may.current.totals.leads })
  const fortnight = await readReports(manager, query({ from: "2026-06-07", to: "2026-06-20" }), readOverview)
  expect(fortnight.young.numerator).toBe(fortnight.current.totals.leads)
})

test("a bar that holds today is not over, and one of the past that the period does not cut is whole", async () => {
  const partial = async (given: Record<string, unknown>) =>
    (await readReports(manager, query(given), readOverview)).trend.map(({ isPartial }) => isPartial)
  expect(await partial({ period: "last_7" })).toEqual([false, false, false, false, false, false, true])
  expect(await partial({ from: "2026-06-10", to: "2026-06-12" })).toEqual([false, false, false])
  expect((await partial({ from: "2026-03-01", to: "2026-06-20" })).at(-1)).toBe(true)
  expect(await partial({ from: "2026-06-19", to: "2026-06-22" })).toEqual([false, true, true, true])
})

test("leads that nobody has are counted as their link lists them, whoever is asked about", async () => {
  const owner = agent.actor.kind === "user" ? agent.actor.id : ""
  const { rows } = await database.pool.query<{ id: string }>(
    "update leads set owner_id = null where id = (select id from leads where state = 'active' and kind = 'lead' and stage_id = 'new_lead' limit 1) returning id",
  )
  await database.db.execute(sql`insert into report_dirty (lead_id, cause) values (${rows[0]?.id}, 'assigned')`)
  for (const given of [{}, { owner }, { channel: "website", owner }]) {
    const { unowned } = await readReports(manager, query(given), (reader) => readQuality(manager, reader))
    expect((await behind(manager, { ...given, owner: "none", metric: "open" })).total).toBe(unowned)
    if (!("channel" in given)) expect(unowned).toBeGreaterThan(0)
  }
})

test("a source is found however it is written", async () => {
  const leadsOf = async (source: string) => (await behind(manager, { period: "last_12_months", metric: "leads", source })).total
  expect(await leadsOf("google")).toBeGreaterThan(0)
  expect([await leadsOf("Google"), await leadsOf(" GOOGLE ")]).toEqual([await leadsOf("google"), await leadsOf("google")])
})

test("paths and shares of every model add up to the bookings, the moves that went on are among those that left, and each leads to its leads", async () => {
  const asked = query({ period: "last_12_months" })
  const view = await readReports(manager, asked, async (reader) => ({
    totals: (await readOverview(reader)).current.totals,
    channels: await readPaths(reader, "channel"),
    sources: await readPaths(reader, "source"),
    credits: await readAttribution(reader, "channel"),
    funnel: await readFunnel(reader),
  }))
  expect(view.totals.bookings).toBeGreaterThan(5)
  expect(view.channels.some(({ path }) => path?.includes(" > "))).toBe(true)
  for (const [metric, rows] of [
    ["channel_path", view.channels],
    ["source_path", view.sources],
  ] as const) {
    expect(rows.reduce((sum, { bookings }) => sum + bookings, 0)).toBe(view.totals.bookings)
    expect(rows.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(view.totals.revenue)
    for (const { path, bookings } of rows)
      expect((await behind(manager, { period: "last_12_months", metric, path: path ?? undefined })).total, `${path}`).toBe(bookings)
  }
  for (const model of ["first", "last", "linear", "position"] as const)
    expect(view.credits.reduce((sum, row) => sum + row[model].bookings, 0)).toBeCloseTo(view.totals.bookings, 5)
  for (const { stage, wentOn } of view.funnel.steps) {
    if (!wentOn) continue
    expect((await behind(manager, { period: "last_12_months", metric: `left_${stage}` })).total).toBe(wentOn.denominator)
    expect((await behind(manager, { period: "last_12_months", metric: `advanced_${stage}` })).total).toBe(wentOn.numerator)
    expect(wentOn.numerator).toBeLessThanOrEqual(wentOn.denominator)
  }
})

test("rare paths are one line that leads to exactly their leads", async () => {
  await database.db.execute(sql`
    insert into report_paths (lead_id, position, day, channels, sources, visits, days, revenue, channel, owner_id, source, campaign, band)
    select gen_random_uuid(), 0, '2019-05-01', 'website > path ' || n, '-', 2, 1, n, 'website', ${NOBODY}, '', '', 'normal' from generate_series(1, 45) n`)
  const may = { from: "2019-05-01", to: "2019-05-31" }
  const rows = await readReports(manager, query(may), (reader) => readPaths(reader, "channel"))
  expect(rows.at(-1)).toMatchObject({ path: null, ways: 5, bookings: 5, revenue: 1 + 2 + 3 + 4 + 5 })
  expect((await behind(manager, { ...may, metric: "channel_path" })).total).toBe(5)
  await database.db.execute(sql`delete from report_paths where day = '2019-05-01'`)
})

test("the median is a time that half of the answered leads did not exceed", async () => {
  const { rows, overall } = await readReports(manager, query(), (reader) => readResponseTimes(reader, "channel"))
  expect(overall.count).toBeGreaterThan(10)
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(overall.count)
  expect(overall.median ?? 0).toBeLessThanOrEqual(overall.p90 ?? 0)
})

test("ageing counts every open lead once", async () => {
  const bands = await readReports(manager, query(), ageingOf)
  const counted = bands.reduce((sum, band) => sum + band.new_lead + band.contacted + band.qualified + band.proposal + band.negotiation, 0)
  const open = await listLeads(manager, {
    kind: ["lead"],
    stage: ["new_lead", "contacted", "qualified", "proposal", "negotiation"],
    limit: 200,
  })
  expect(counted).toBe(open.nextCursor ? counted : open.data.length)
  expect(counted).toBeGreaterThan(20)
})

test("an agent sees their own numbers, whatever they ask for, and a reviewer none", async () => {
  const own = await readReports(agent, query({ owner: "none" }), readOverview)
  const asManager = await readReports(manager, query({ owner: agent.actor.kind === "user" ? agent.actor.id : "" }), readOverview)
  expect(own.current).toEqual(asManager.current)
  const { rows } = await readReports(agent, query(), (reader) => readConversion(reader, "agent"))
  expect(rows).toHaveLength(1)
  const { data } = await behind(agent, { period: "last_90", metric: "leads" })
  expect(new Set(data.map(({ owner }) => owner?.id))).toEqual(new Set([agent.actor.kind === "user" ? agent.actor.id : ""]))
  await expect(readReports(as("reviewer", newId()), query(), readOverview)).rejects.toMatchObject({ code: "forbidden" })
})

test("pages of leads follow each other without a gap or a repeat", async () => {
  const whole = await behind(manager, { period: "last_90", metric: "leads" })
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await behind(manager, { period: "last_90", metric: "leads", limit: 17, cursor })
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(new Set(ids).size).toBe(whole.leads)
  expect(ids).toHaveLength(whole.leads)
})

test("a change counts at once, before anything was summed up", async () => {
  const before = await readReports(manager, query(), (reader) => readConversion(reader, "channel"))
  const [one] = await database.db.select({ id: leads.id, channel: leads.firstChannel }).from(leads).where(eq(leads.kind, "lead")).limit(1)
  await database.db
    .update(leads)
    .set({ kind: "customer" })
    .where(eq(leads.id, one?.id ?? ""))
  const after = await readReports(manager, query(), (reader) => readConversion(reader, "channel"))
  const total = (rows: { leads: number }[]) => rows.reduce((sum, row) => sum + row.leads, 0)
  expect(total(after.rows)).toBe(total(before.rows) - 1)
})
