import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { seedDemo } from "@/e2e/demo/seed"
import { reportMonths, users, sentEmails } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { Credited } from "@/lib/reports/query/attribution"
import { changeReportRules } from "@/lib/reports/sums/change-rules"
import { updateAllReports } from "@/lib/reports/sums/update-reports"
import { goalMonthOf, readGoals, setGoal } from "@/lib/reports/money/goals"
import { closeMonths } from "@/lib/reports/jobs"
import { readReports } from "@/lib/reports/query/reader"
import { readReportRules } from "@/lib/reports/postings/rules"
import { readConversion, readOverview } from "./reports"
import { sendDigests } from "@/lib/reports/digest/send-digests"
import { importSpend, listSpend, readCosts, setSpend, spendOf } from "@/lib/reports/money/spend"
import { ReportQuery } from "@/lib/core/filters/reports"

const NOW = new Date("2026-06-20T10:00:00Z")
let database: TestDatabase
let manager: Ctx
let agent: Ctx
let admin: Ctx
beforeAll(async () => {
  database = await testDatabase()
  await seedDemo(database.pool, { leads: 80, now: NOW, seed: 4, say: () => undefined })
  const people = await database.db.select({ id: users.id, name: users.name, role: users.role }).from(users)
  const as = (role: (typeof people)[number]["role"]): Ctx => {
    const person = people.find((one) => one.role === role)
    return testCtx(database.db, { kind: "user", id: person?.id ?? "", name: person?.name ?? "", role }, NOW)
  }
  manager = as("manager")
  agent = as("agent")
  admin = as("admin")
  await updateAllReports(manager)
})
afterAll(() => database.drop())

test("spend counts by the days of a month that a period covers, and entering it again replaces it", async () => {
  await setSpend(manager, [{ month: "2026-05", channel: "partner", amount: 999 }])
  await setSpend(manager, [{ month: "2026-05", channel: "partner", amount: 3100 }])
  const spend = (from: string, to: string) =>
    readReports(manager, ReportQuery.parse({ from, to }), (reader) => spendOf(reader, reader.scope.period))
  expect((await spend("2026-05-01", "2026-05-31")).get("partner")).toBe(310_000)
  expect((await spend("2026-05-22", "2026-06-10")).get("partner")).toBe(100_000)
  expect((await spend("2026-06-01", "2026-06-10")).get("partner")).toBeUndefined()
  await setSpend(manager, [{ month: "2026-05", channel: "partner", amount: 0 }])
  expect((await spend("2026-05-01", "2026-05-31")).get("partner")).toBeUndefined()
})

test("a file of spend is taken whole or not at all, and each wrong line is named", async () => {
  await expect(importSpend(manager, "month,channel,amount\n2026-04,website,10\n2026-4,fax,x")).rejects.toMatchObject({
    code: "invalid",
    fields: { "line 3": expect.stringContaining("month") },
  })
  await expect(
    importSpend(manager, "month,channel,amount\n2026-04,website,10\n\n2026-04,partner,20\n2026-04,website,30"),
  ).rejects.toMatchObject({ code: "invalid", fields: { "line 5": expect.stringContaining("line 2") } })
  expect(await importSpend(manager, "\uFEFFMonth,Channel,Source,Amount\r\n2026-04,botspace,Meta,12.50\r\n")).toBe(1)
  await expect(importSpend(agent, "month,channel,amount\n2026-04,website,10")).rejects.toMatchObject({ code: "forbidden" })
})

test("a blank amount takes nothing away: only a 0 does", async () => {
  const kept = async () =>
    (await listSpend(manager)).find(({ month, channel }) => month === "2025-11-01" && channel === "partner")?.amountMinor
  await setSpend(manager, [{ month: "2025-11", channel: "partner", amount: "1,250.50" }])
  await expect(setSpend(manager, [{ month: "2025-11", channel: "partner", amount: "" }])).rejects.toThrow()
  await expect(importSpend(manager, "month,channel,amount\n2025-11,partner,\n2025-11,website,5")).rejects.toMatchObject({
    fields: { "line 2": expect.stringContaining("amount") },
  })
  await expect(setGoal(manager, { month: "2025-11", metric: "leads", target: " " })).rejects.toThrow()
  expect(await kept()).toBe(125_050)
  await setSpend(manager, [{ month: "2025-11", channel: "partner", amount: "0" }])
  expect(await kept()).toBeUndefined()
})

test("costs are spend over what it brought, by channel, source and campaign, and part of a month counts by its days", async () => {
  const lines = [
    { month: "2026-03", channel: "partner" as const, amount: 310 },
    { month: "2026-03", channel: "website" as const, source: "google", campaign: "suv", amount: 620 },
    { month: "2026-03", channel: "website" as const, source: "google", campaign: "vans", amount: 93 },
  ]
  await setSpend(manager, lines)
  const costs = (by: Credited, given: Record<string, unknown>) =>
    readReports(manager, ReportQuery.parse({ from: "2026-03-01", to: "2026-03-31", ...given }), async (reader) => ({
      rows: (await readCosts(manager, reader, by)).rows.map(({ key, spend }) => [key, spend]),
      all: await readCosts(manager, reader, by),
      brought: await readConversion(reader, by),
    }))
  expect((await costs("channel", {})).rows).toEqual([
    ["website", 71_300],
    ["partner", 31_000],
  ])
  expect((await costs("source", {})).rows).toEqual([["google", 71_300]])
  expect((await costs("campaign", { from: "2026-03-22", to: "2026-04-30" })).rows).toEqual([
    ["suv", 20_000],
    ["vans", 3_000],
  ])
  expect((await costs("channel", { campaign: "vans" })).rows).toEqual([["website", 9_300]])
  const { all, brought } = await costs("channel", { from: "2026-03-01", to: "2026-06-20" })
  for (const row of all.rows)
    expect(row).toMatchObject(pick(brought.rows.find(({ key }) => key === row.key) ?? { leads: 0, bookings: 0, revenue: 0 }))
  expect(all.rows.find(({ key }) => key === "website")?.leads).toBeGreaterThan(0)
  const asked = ReportQuery.parse({
    from: "2026-03-01",
    to: "2026-06-20",
    owner: agent.actor.kind === "user" ? agent.actor.id : "",
    band: "high",
  })
  expect(await readReports(manager, asked, (reader) => readCosts(manager, reader, "channel"))).toEqual(all)
  await setSpend(
    manager,
    lines.map((line) => ({ ...line, amount: 0 })),
  )
})

const pick = ({ leads, bookings, revenue }: { leads: number; bookings: number; revenue: number }) => ({ leads, bookings, revenue })

test("a goal knows its pace, the team's is everybody's number, and an agent sees only their own", async () => {
  const agentId = agent.actor.kind === "user" ? agent.actor.id : ""
  await setGoal(manager, { month: "2026-06", metric: "leads", target: 60 })
  await setGoal(manager, { month: "2026-06", metric: "leads", ownerId: agentId, target: 30 })
  const all = await readReports(manager, ReportQuery.parse({}), (reader) => readGoals(manager, reader, "2026-06-20"))
  const { current } = await readReports(manager, ReportQuery.parse({ from: "2026-06-01", to: "2026-06-30" }), readOverview)
  expect(all.find(({ ownerId, metric }) => ownerId === null && metric === "leads")).toMatchObject({
    target: 60,
    actual: current.totals.leads,
    dueByNow: 40,
  })
  const own = await readReports(agent, ReportQuery.parse({}), (reader) => readGoals(agent, reader, "2026-06-20"))
  expect(new Set(own.map(({ ownerId }) => ownerId))).toEqual(new Set([agentId]))
  await expect(setGoal(agent, { month: "2026-06", metric: "leads", target: 1 })).rejects.toMatchObject({ code: "forbidden" })
})

test("where a month will end is told from the time gone with today's hours, and not before a whole day is gone", async () => {
  await setGoal(manager, { month: "2026-06", metric: "leads", target: 60 })
  const teamAt = async (now: string) => {
    const ctx = { ...manager, now: () => new Date(now) }
    const goals = await readReports(ctx, ReportQuery.parse({}), (reader) => readGoals(ctx, reader, "2026-06-01"))
    return goals.find(({ ownerId, metric }) => ownerId === null && metric === "leads")
  }
  const whole = await teamAt("2026-07-15T12:00:00Z")
  const actual = whole?.actual ?? 0
  expect(actual).toBeGreaterThan(10)
  expect(whole).toMatchObject({ dueByNow: 60, projected: actual })
  expect(await teamAt("2026-06-01T19:59:00Z")).toMatchObject({ dueByNow: 2, projected: null })
  expect(await teamAt("2026-06-01T20:00:00Z")).toMatchObject({ dueByNow: 4, projected: actual * 30 })
  expect(await teamAt("2026-06-10T08:00:00Z")).toMatchObject({ dueByNow: 20, projected: Math.round((actual / 9.5) * 30) })
  expect(await teamAt("2026-05-20T08:00:00Z")).toMatchObject({ dueByNow: 0, projected: null })
})

test("filters of other dashboards do not change the goals, and a month to come is shown", async () => {
  await setGoal(manager, { month: "2026-09", metric: "bookings", target: 12 })
  const asked = (ctx: Ctx, given: Record<string, unknown>) =>
    readReports(ctx, ReportQuery.parse(given), async (reader) => {
      const month = goalMonthOf(reader)
      return { month, goals: await readGoals(ctx, reader, month) }
    })
  const september = { from: "2026-09-01", to: "2026-09-30" }
  const plain = await asked(manager, september)
  expect(plain).toMatchObject({ month: "2026-09-01", goals: [{ target: 12, actual: 0, dueByNow: 0, projected: null }] })
  expect(await asked(manager, { ...september, owner: "me", channel: "ziwo", band: "high", source: "google" })).toEqual(plain)
  expect((await asked(manager, {})).month).toBe("2026-06-01")
  expect((await asked(agent, { ...september, owner: "none" })).goals).toEqual([])
})

test("a month is closed some days after its end, once", async () => {
  await database.db.delete(reportMonths)
  await closeMonths({ ...manager, now: () => new Date("2026-06-02T10:00:00Z") })
  const months = async () => (await database.db.select().from(reportMonths)).map(({ month }) => month).sort()
  expect((await months()).at(-1)).toBe("2026-04-01")
  await closeMonths(manager)
  await closeMonths(manager)
  expect((await months()).at(-1)).toBe("2026-05-01")
})

const mailed = () => database.db.select().from(sentEmails).where(eq(sentEmails.kind, "weekly_digest"))
const at = (now: string): Ctx => ({ ...manager, now: () => new Date(now) })

test("the week's mail goes once to managers and admins, with last week's numbers and no markup of a stranger's", async () => {
  const agentId = agent.actor.kind === "user" ? agent.actor.id : ""
  await database.db.update(users).set({ name: "<b>Mallory</b>" }).where(eq(users.id, agentId))
  await sendDigests(at("2026-06-15T02:59:00Z"))
  expect(await mailed()).toEqual([])
  await sendDigests(at("2026-06-15T03:03:00Z"))
  await sendDigests(at("2026-06-15T04:03:00Z"))
  const sent = await mailed()
  expect(sent.map(({ recipient }) => recipient).sort()).toEqual(["admin@onelead.demo", "manager@onelead.demo"])
  const week = ReportQuery.parse({ from: "2026-06-08", to: "2026-06-14" })
  const { current } = await readReports(manager, week, readOverview)
  const { html, body, subject } = sent[0] ?? { html: "", body: "", subject: "" }
  expect(subject).toContain(`${current.totals.leads} new`)
  expect(html).not.toContain("<b>Mallory")
  expect(html).toContain("/dashboards/leads?from=2026-06-08&amp;to=2026-06-14&amp;metric=bookings")
  expect(html).toContain("/dashboards?from=2026-06-01&amp;to=2026-06-07")
  expect(html).toContain(`owner=${agentId}&amp;metric=leads`)
  for (const part of [html, body]) {
    expect(part).toContain("too early to compare")
    expect(part).toContain("younger than 14 days")
  }
  expect(body).toContain("/dashboards/agents?from=2026-06-08&to=2026-06-14")
  expect(body).toMatch(/Channel +Leads +Booked of these +Revenue\n/)
  for (const part of [html, body]) expect(part).toContain("Website form")
})

test("a week that begins a month is held against the week before it, not against the first days of the month before", async () => {
  await database.db.delete(sentEmails)
  await changeReportRules(admin, { ...(await readReportRules(database.db)), weekStart: 1 })
  await sendDigests(at("2026-06-08T03:03:00Z"))
  const [mail] = await mailed()
  expect(mail?.body).toContain("from=2026-06-01&to=2026-06-07")
  expect(mail?.html).toContain("/dashboards?from=2026-05-25&amp;to=2026-05-31")
})

test("weeks and mornings are those of the rules, and a worker that was down is at most two days late", async () => {
  await database.db.delete(sentEmails)
  await changeReportRules(admin, { ...(await readReportRules(database.db)), weekStart: 7, timeZone: "America/Los_Angeles" })
  for (const early of ["2026-06-14T03:03:00Z", "2026-06-14T13:59:00Z"]) await sendDigests(at(early))
  for (const late of ["2026-06-16T14:03:00Z", "2026-06-18T10:03:00Z"]) await sendDigests(at(late))
  expect(await mailed()).toEqual([])
  await sendDigests(at("2026-06-16T13:59:00Z"))
  await sendDigests(at("2026-06-16T14:00:00Z"))
  const sent = await mailed()
  expect(sent).toHaveLength(2)
  expect(sent[0]?.body).toContain("from=2026-06-07&to=2026-06-13")
  await changeReportRules(admin, { ...(await readReportRules(database.db)), weekStart: 1, timeZone: "Asia/Dubai" })
})

test("in another time zone the days are other days, and every lead is counted by them", async () => {
  const total = async () => (await readReports(manager, ReportQuery.parse({ period: "last_90" }), readOverview)).trend
  const before = await total()
  await changeReportRules(admin, { ...(await readReportRules(database.db)), timeZone: "America/Los_Angeles" })
  await updateAllReports(manager)
  const after = await total()
  expect(after.map(({ leads }) => leads)).not.toEqual(before.map(({ leads }) => leads))
  await expect(changeReportRules(manager, await readReportRules(database.db))).rejects.toMatchObject({ code: "forbidden" })
  await expect(changeReportRules(admin, { ...(await readReportRules(database.db)), timeZone: "Nowhere/None" })).rejects.toMatchObject({
    code: "invalid",
  })
  const rules = await readReportRules(database.db)
  expect((await changeReportRules(admin, { ...rules, currency: " aed " })).currency).toBe("AED")
  await expect(changeReportRules(admin, { ...rules, currency: "ABC" })).rejects.toMatchObject({ fields: { currency: expect.any(String) } })
})
