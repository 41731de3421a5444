import { ENVIRONMENT_KEY } from "./under-test/environment"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testCtx } from "@/db/testing"
import { newId } from "@/lib/ids"
import { foldEvents } from "@/lib/leads/fold/fold-events"
import { named, phone, sampleEvent } from "@/lib/leads/fold/sample-events"
import { moveLead } from "@/lib/pipeline/move-lead"
import { react } from "@/lib/reactions/react"
import { readReports } from "@/lib/reports/reader"
import { ReportQuery } from "@/lib/reports/report-query"
import { ConversionView, FunnelView, OverviewView, ResponseTimesView } from "@/lib/reports/report-views"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/reports"
import { bearer, routesUnderTest, type RoutesUnderTest } from "./under-test/routes"

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
    const leadId = await app.database.db.transaction(async (tx) => {
      const { folded, changes } = await foldEvents(tx, [{ event, receiptId: newId() }], new Date())
      await react(ctx, tx, changes)
      return folded[0]?.outcome === "folded" ? folded[0].leadId : ""
    })
    if (serial % 3 === 0) await moveLead(ctx, { leadId, to: "qualified", via: "api" })
  }
})
afterAll(() => app.database.drop())

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
