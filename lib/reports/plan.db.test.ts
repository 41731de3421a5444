import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { seedDemo } from "@/db/demo/seed"
import { reportMonths, users, sentEmails } from "@/db/schema"
import { testCtx, testDatabase, type TestDatabase } from "@/db/testing"
import type { Ctx } from "@/lib/context"
import { changeReportRules } from "./change-rules"
import { foldAllReports } from "./fold-reports"
import { readGoals, setGoal } from "./goals"
import { closeMonths } from "./jobs"
import { readReports } from "./reader"
import { readReportRules } from "./rules"
import { ReportQuery } from "./report-query"
import { readOverview } from "./reports"
import { sendDigests } from "./send-digests"
import { importSpend, setSpend, spendOf } from "./spend"

const NOW = new Date("2026-06-20T10:00:00Z")
let database: TestDatabase
let manager: Ctx
let agent: Ctx
let admin: Ctx
beforeAll(async () => {
  database = await testDatabase()
  await seedDemo(database.pool, { leads: 80, now: NOW, seed: 3, say: () => undefined })
  const people = await database.db.select({ id: users.id, name: users.name, role: users.role }).from(users)
  const as = (role: (typeof people)[number]["role"]): Ctx => {
    const person = people.find((one) => one.role === role)
    return testCtx(database.db, { kind: "user", id: person?.id ?? "", name: person?.name ?? "", role }, NOW)
  }
  manager = as("manager")
  agent = as("agent")
  admin = as("admin")
  await foldAllReports(manager)
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
  expect(await importSpend(manager, "\uFEFFMonth,Channel,Source,Amount\r\n2026-04,botspace,Meta,12.50\r\n")).toBe(1)
  await expect(importSpend(agent, "month,channel,amount\n2026-04,website,10")).rejects.toMatchObject({ code: "forbidden" })
})

test("a goal knows its pace, the team's is everybody's number, and an agent sees only their own", async () => {
  const agentId = agent.actor.kind === "user" ? agent.actor.id : ""
  await setGoal(manager, { month: "2026-06", metric: "leads", target: 60 })
  await setGoal(manager, { month: "2026-06", metric: "leads", ownerId: agentId, target: 30 })
  const all = await readReports(manager, ReportQuery.parse({}), (reader) => readGoals(reader, "2026-06-20"))
  const { current } = await readReports(manager, ReportQuery.parse({ from: "2026-06-01", to: "2026-06-30" }), readOverview)
  expect(all.find(({ ownerId, metric }) => ownerId === null && metric === "leads")).toMatchObject({
    target: 60,
    actual: current.totals.leads,
    dueByNow: 40,
  })
  const own = await readReports(agent, ReportQuery.parse({}), (reader) => readGoals(reader, "2026-06-20"))
  expect(new Set(own.map(({ ownerId }) => ownerId))).toEqual(new Set([agentId]))
  await expect(setGoal(agent, { month: "2026-06", metric: "leads", target: 1 })).rejects.toMatchObject({ code: "forbidden" })
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

test("the week's mail goes to managers and admins, with last week's numbers and no markup of a stranger's", async () => {
  await database.db
    .update(users)
    .set({ name: "<b>Mallory</b>" })
    .where(eq(users.id, agent.actor.kind === "user" ? agent.actor.id : ""))
  await sendDigests(manager)
  await sendDigests(manager)
  const sent = await database.db.select().from(sentEmails).where(eq(sentEmails.kind, "weekly_digest"))
  expect(sent.map(({ recipient }) => recipient).sort()).toEqual(["admin@onelead.demo", "manager@onelead.demo"])
  const { current } = await readReports(manager, ReportQuery.parse({ period: "last_week" }), readOverview)
  expect(sent[0]?.subject).toContain(`${current.totals.leads} new`)
  expect(sent[0]?.html).not.toContain("<b>Mallory")
  expect(sent[0]?.body).toContain("/dashboards?from=2026-06-08&to=2026-06-14")
})

test("in another time zone the days are other days, and every lead is counted by them", async () => {
  const total = async () => (await readReports(manager, ReportQuery.parse({ period: "last_90" }), readOverview)).trend
  const before = await total()
  await changeReportRules(admin, { ...(await readReportRules(database.db)), timeZone: "America/Los_Angeles" })
  await foldAllReports(manager)
  const after = await total()
  expect(after.map(({ leads }) => leads)).not.toEqual(before.map(({ leads }) => leads))
  await expect(changeReportRules(manager, await readReportRules(database.db))).rejects.toMatchObject({ code: "forbidden" })
  await expect(changeReportRules(admin, { ...(await readReportRules(database.db)), timeZone: "Nowhere/None" })).rejects.toMatchObject({
    code: "invalid",
  })
})
