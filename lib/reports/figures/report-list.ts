import type { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { CREDITED, readAttribution } from "@/lib/reports/query/attribution"
import { ageingOf, type Grouping } from "./figures"
import { goalMonthOf, readGoals } from "@/lib/reports/money/goals"
import { PATHS_BY, readPaths } from "./paths"
import { readQuality } from "./quality"
import { readAdjustments } from "./list-adjustments"
import type { ReportReader } from "@/lib/reports/query/reader"
import {
  AdjustmentsReportView,
  AgeingView,
  AttributionView,
  ConversionView,
  CostsView,
  FunnelView,
  GoalsView,
  OverviewView,
  PathsView,
  QualityReportView,
  ResponseTimesView,
} from "./report-views"
import { frameOf, readConversion, readFunnel, readOverview, readResponseTimes } from "./reports"
import { readCosts } from "@/lib/reports/money/spend"
import type { AdjustmentPage } from "@/lib/core/filters/reports"

/** One report of the API: what it answers, and by what it can be asked. The screens call the same functions. */
type Asked = { ctx: Ctx; reader: ReportReader; by: Grouping; page: AdjustmentPage }
type Report = { view: z.ZodType; read: (asked: Asked) => Promise<object> }

export const REPORT_NAMES = [
  "overview",
  "funnel",
  "conversion",
  "response-times",
  "attribution",
  "paths",
  "ageing",
  "costs",
  "goals",
  "quality",
  "adjustments",
] as const

export const REPORTS: Record<(typeof REPORT_NAMES)[number], Report> = {
  overview: { view: OverviewView, read: ({ reader }) => readOverview(reader) },
  funnel: { view: FunnelView, read: ({ reader }) => readFunnel(reader) },
  conversion: { view: ConversionView, read: ({ reader, by }) => readConversion(reader, by) },
  "response-times": { view: ResponseTimesView, read: ({ reader, by }) => readResponseTimes(reader, by) },
  attribution: {
    view: AttributionView,
    read: async ({ reader, by }) => {
      const key = oneOf(CREDITED, by)
      return { ...frameOf(reader), by: key, rows: await readAttribution(reader, key) }
    },
  },
  paths: {
    view: PathsView,
    read: async ({ reader, by }) => {
      const key = oneOf(PATHS_BY, by)
      return { ...frameOf(reader), by: key, rows: await readPaths(reader, key) }
    },
  },
  ageing: { view: AgeingView, read: async ({ reader }) => ({ ...frameOf(reader), bands: await ageingOf(reader) }) },
  costs: {
    view: CostsView,
    read: async ({ ctx, reader, by }) => ({ ...frameOf(reader), ...(await readCosts(ctx, reader, oneOf(CREDITED, by))) }),
  },
  goals: {
    view: GoalsView,
    read: async ({ ctx, reader }) => {
      const month = goalMonthOf(reader)
      return { ...frameOf(reader), month, goals: await readGoals(ctx, reader, month) }
    },
  },
  quality: { view: QualityReportView, read: async ({ ctx, reader }) => ({ ...frameOf(reader), ...(await readQuality(ctx, reader)) }) },
  adjustments: {
    view: AdjustmentsReportView,
    read: async ({ ctx, reader, page }) => ({ ...frameOf(reader), ...(await readAdjustments(ctx, reader, page)) }),
  },
}

function oneOf<K extends Grouping>(known: readonly K[], by: Grouping): K {
  const key = known.find((one) => one === by)
  if (key) return key
  throw new AppError("invalid", `This report can be asked by ${known.join(", ")}.`, { fields: { by: "not by this" } })
}
