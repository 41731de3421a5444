import { ENVIRONMENT_KEY } from "./testing/environment"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { newId } from "@/lib/platform/ids"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { readReports } from "@/lib/reports/query/reader"
import { reportMonths } from "@/db/schema"
import { can } from "@/lib/platform/permissions"
import type { Ctx } from "@/lib/platform/context"
import { CREDITED, readAttribution } from "@/lib/reports/query/attribution"
import { ageingOf, GROUPINGS, type Grouping } from "@/lib/reports/figures/figures"
import { updateAllReports } from "@/lib/reports/sums/update-reports"
import { goalMonthOf, readGoals, setGoal } from "@/lib/reports/money/goals"
import { readAdjustments } from "@/lib/reports/figures/list-adjustments"
import { PATHS_BY, readPaths } from "@/lib/reports/figures/paths"
import { readQuality } from "@/lib/reports/figures/quality"
import { REPORT_NAMES, REPORTS } from "@/lib/reports/figures/report-list"
import { readCosts, setSpend } from "@/lib/reports/money/spend"
import { History } from "@/lib/reports/testing/random-history"
import { ConversionView, FunnelView, OverviewView, ResponseTimesView } from "@/lib/reports/figures/report-views"
import { frameOf, readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/figures/reports"
import { bearer, routesUnderTest, type RoutesUnderTest } from "./testing/routes"
import { ReportQuery, AdjustmentPage } from "@/lib/core/filters/reports"

let app: RoutesUnderTest
beforeAll(async () => {
  app = await routesUnderTest()
  const ctx = testCtx(app.database.db)
  for (let serial = 0; serial < 12; serial += 1) {
    const event = sampleEvent({
      identities: [phone(`+97150777${String(1000 + serial)}`)],
      fields: [named("Layla Haddad")],
      at: new Date(Date.now() - serial * 86_400_000).toISOString(),
    })
    const leadId = await changeLeads(ctx, async (unit) => {
      const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
      return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
    })
    if (serial % 3 === 0) await moveLead(ctx, { leadId, to: "qualified", via: "api" })
  }
  await march(ctx)
})
afterAll(() => app.database.drop())

/** A month with bookings of several agents and marks, spend and goals, which changed after it was closed. */
async function march(ctx: Ctx) {
  const history = new History(ctx, [app.userIds.agent, app.userIds.senior_agent])
  const marks = [{ utmSource: "google", utmCampaign: "suv" }, null, { fbclid: "f" }]
  for (let pick = 0; pick < 6; pick += 1) {
    const [channel, again] = pick % 2 ? (["website", "botspace"] as const) : (["ziwo", "website"] as const)
    await history.take({ kind: "arrive", hour: pick * 30, channel, mark: marks[pick % 3] ?? null })
    await history.take({ kind: "again", pick, hour: pick * 30 + 5, channel: again, mark: marks[(pick + 1) % 3] ?? null })
    await history.take({ kind: "assign", pick, owner: pick % 2 })
    await history.take({ kind: "answer", pick, hour: pick * 30 + 6 })
    if (pick < 4)
      await history.take({ kind: "book", pick, hour: pick * 30 + 48, amount: 10_000 + pick, currency: "AED", status: "created" })
  }
  await updateAllReports(ctx)
  await app.database.db.insert(reportMonths).values({ month: "2026-03-01", closedAt: new Date() })
  for (const pick of [4, 5]) await history.take({ kind: "assign", pick, owner: (pick + 1) % 2 })
  await updateAllReports(ctx)
  await setSpend(ctx, [
    { month: "2026-03", channel: "website", source: "google", campaign: "suv", amount: 100 },
    { month: "2026-03", channel: "ziwo", amount: 50 },
  ])
  await setGoal(ctx, { month: "2026-03", metric: "bookings", target: 9 })
  await setGoal(ctx, { month: "2026-03", metric: "revenue", ownerId: app.userIds.agent, target: 500 })
}

const get = async (path: string): Promise<unknown> => (await app.call("GET", `/api/v1/reports/${path}`, bearer(ENVIRONMENT_KEY))).json()

test("the API answers with the figures of the screens, in the shape that is described", async () => {
  const ctx = testCtx(app.database.db)
  const query = ReportQuery.parse({ period: "last_7" })
  for (const by of ["channel", "agent", "source"] as const) {
    const screens = await readReports(ctx, query, async (reader) => ({
      overview: await readOverview(reader),
      funnel: await readFunnel(reader),
      conversion: await readConversion(reader, by),
      "response-times": await readResponseTimes(reader, by),
    }))
    for (const [report, figures] of Object.entries(screens)) expect(await get(`${report}?period=last_7&by=${by}`), report).toEqual(figures)
    OverviewView.strict().parse(screens.overview)
    FunnelView.strict().parse(screens.funnel)
    ConversionView.strict().parse(screens.conversion)
    ResponseTimesView.strict().parse(screens["response-times"])
  }
})

const MARCH = { from: "2026-03-01", to: "2026-03-31" }
const PAGE = AdjustmentPage.parse({})
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const asked = (name: string, by: string, more: Record<string, string> = {}) => `${name}?${new URLSearchParams({ ...MARCH, ...more, by })}`

/** What the screens call, each by name. */
const screensOf = (ctx: Ctx, by: Grouping, more: Record<string, string> = {}) =>
  readReports(ctx, ReportQuery.parse({ ...MARCH, ...more }), async (reader) => {
    const [credited, way] = [CREDITED.find((one) => one === by), PATHS_BY.find((one) => one === by)]
    const month = goalMonthOf(reader)
    const isTeam = can(ctx.actor, "reports.team")
    const frame = frameOf(reader)
    return {
      overview: await readOverview(reader),
      funnel: await readFunnel(reader),
      conversion: await readConversion(reader, by),
      "response-times": await readResponseTimes(reader, by),
      attribution: credited ? { ...frame, by, rows: await readAttribution(reader, credited) } : null,
      paths: way ? { ...frame, by, rows: await readPaths(reader, way) } : null,
      ageing: { ...frame, bands: await ageingOf(reader) },
      costs: isTeam && credited ? { ...frame, ...(await readCosts(ctx, reader, credited)) } : null,
      goals: { ...frame, month, goals: await readGoals(ctx, reader, month) },
      quality: isTeam ? { ...frame, ...(await readQuality(ctx, reader)) } : null,
      adjustments: isTeam ? { ...frame, ...(await readAdjustments(ctx, reader, PAGE)) } : null,
    } satisfies Record<(typeof REPORT_NAMES)[number], object | null>
  })

test("every report answers as its screen does, by whatever it can be asked, and with nothing beyond its description", async () => {
  const ctx = testCtx(app.database.db)
  for (const by of GROUPINGS) {
    const screens = await screensOf(ctx, by)
    for (const name of REPORT_NAMES) {
      const answer = await get(asked(name, by))
      if (screens[name] === null) expect(answer, name).toMatchObject({ error: { code: "invalid", fields: { by: expect.any(String) } } })
      else {
        expect(answer, `${name} by ${by}`).toEqual(plain(screens[name]))
        expect(REPORTS[name].view.parse(answer), `${name} as described`).toEqual(answer)
      }
    }
  }
  expect(await get(asked("overview", "channel"))).toMatchObject({ current: { totals: { leads: 6, bookings: 4 } } })
  expect(await get(asked("costs", "channel"))).toMatchObject({ rows: [{ key: "website", spend: 10_000 }, { key: "ziwo" }] })
  expect(await get(asked("paths", "channel"))).toMatchObject({ rows: [{ bookings: 2 }, { bookings: 2 }] })
  expect(await get(asked("goals", "channel"))).toMatchObject({ goals: [{ ownerId: null, actual: 4 }, { ownerId: app.userIds.agent }] })
  expect(await get(asked("adjustments", "channel"))).toMatchObject({ months: [{ month: "2026-03-01", changes: 4, touchedLeads: 2 }] })
})

test("changes of closed months come in pages and of one month", async () => {
  const first = (await get(asked("adjustments", "channel", { limit: "3" }))) as { data: { id: string }[]; nextCursor: string }
  const rest = (await get(asked("adjustments", "channel", { limit: "3", cursor: first.nextCursor }))) as typeof first
  expect(new Set([...first.data, ...rest.data].map(({ id }) => id)).size).toBe(4)
  expect(rest.nextCursor).toBeNull()
  expect(await get(asked("adjustments", "channel", { month: "2026-02" }))).toMatchObject({ data: [] })
  expect(await get(asked("adjustments", "channel", { cursor: "x" }))).toMatchObject({ error: { code: "invalid" } })
})

test("an agent gets exactly their own figures, whosever they ask for, and none of what is the managers'", async () => {
  const { agent } = app.userIds
  const asAgent = async (path: string) => await app.call("GET", `/api/v1/reports/${path}`, app.as.agent)
  const ctx = testCtx(app.database.db, { kind: "user", id: agent, name: "The agent", role: "agent" })
  const team = testCtx(app.database.db)
  for (const by of ["channel", "source"] as const) {
    const [own, narrowed] = [await screensOf(ctx, by), await screensOf(team, by, { owner: agent })]
    for (const name of ["overview", "conversion", "paths", "attribution"] as const) {
      const answer: unknown = await (await asAgent(asked(name, by, { owner: app.userIds.senior_agent }))).json()
      expect(answer, name).toEqual(plain(own[name]))
      expect(answer, name).toEqual(plain(narrowed[name]))
      expect(answer, name).not.toEqual(await get(asked(name, by)))
    }
  }
  expect(await (await asAgent(asked("goals", "channel"))).json()).toMatchObject({
    goals: [{ ownerId: agent, metric: "revenue", actual: 20_002 }],
  })
  for (const name of ["costs", "quality", "adjustments"]) expect((await asAgent(asked(name, "channel"))).status, name).toBe(403)
})

test("days are taken as given, and what makes no sense is said", async () => {
  const today = new Date(Date.now() + 4 * 3_600_000).toISOString().slice(0, 10)
  expect(await get(`overview?from=${today}&to=${today}`)).toMatchObject({ period: { from: today, to: today } })
  expect(await get("overview?from=2026-02-30")).toMatchObject({ error: { code: "invalid", fields: { from: expect.any(String) } } })
  expect(await get("overview?from=2026-03-02&to=2026-03-01")).toMatchObject({ error: { code: "invalid" } })
  for (const wrong of [
    "from=0000-01-01&to=0001-01-01",
    "to=9999-12-31",
    "from=",
    "period=ever",
    "by=colour",
    "owner=me,nobody",
    "channel=fax",
    "band=low",
    "source=",
    "campaign=%20",
  ]) {
    const answer = await app.call("GET", `/api/v1/reports/conversion?${wrong}`, bearer(ENVIRONMENT_KEY))
    const { error } = (await answer.json()) as { error: { code: string; fields: Record<string, string> } }
    expect([answer.status, error.code], wrong).toEqual([422, "invalid"])
    expect(Object.keys(error.fields)[0]?.split(".")[0], wrong).toBe(wrong.split("=")[0])
  }
  expect(await get("nothing")).toMatchObject({ error: { code: "not_found" } })
})
