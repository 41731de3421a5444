import { z } from "zod"
import { GOAL_METRICS } from "@/db/schema"
import { BANDS } from "@/lib/core/lead-states"
import { FUNNEL_STAGES, OPEN_STAGES } from "@/lib/core/metrics/measures"

/** What the reports answer, for the description of the API. Money is in hundredths of the main unit, times in minutes. */
const Count = z.number().int()
const Day = z.iso.date()
const YOUNG = "Leads of the last 14 days among those of the period: they have had little time to become bookings"
const PeriodView = z.object({ from: Day, to: Day })
const ShareView = z.object({
  value: z.number().nullable().describe("Null when there is nothing to divide by"),
  numerator: Count,
  denominator: Count,
  low: z.number().describe("Lower end of the 95 % Wilson interval"),
  high: z.number(),
})
const PercentilesView = z.object({ count: Count, median: z.number().nullable(), p90: z.number().nullable() })
const TotalsView = z.object({
  leads: Count,
  reached_contacted: Count,
  reached_qualified: Count,
  reached_proposal: Count,
  reached_negotiation: Count,
  reached_booked: Count,
  lost: Count,
  asked: Count,
  answered: Count,
  answered_in_sla: Count.describe("First questions answered within the response target"),
  late: Count.describe("First questions answered late, or overdue"),
  waiting: Count.describe("First questions that wait within their target: neither in time nor late yet"),
  entered_booked: Count,
  entered_lost: Count,
  bookings: Count,
  revenue: Count.describe("Hundredths of the currency's main unit, whatever the currency"),
})

const countsOf = <K extends string>(names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, Count])) as Record<K, typeof Count>

const Frame = z.object({
  period: PeriodView,
  compared: PeriodView.nullable(),
  timeZone: z.string(),
  currency: z.string(),
  uncounted: Count.describe("Leads that changed a moment ago and are not in these numbers yet; 2000 stands for that many or more"),
})
export type ReportFrame = z.infer<typeof Frame>

const PeriodFigures = z.object({ totals: TotalsView, conversion: ShareView, winRate: ShareView, sla: ShareView, response: PercentilesView })
export type PeriodFigures = z.infer<typeof PeriodFigures>

export const OverviewView = Frame.extend({
  current: PeriodFigures,
  previous: PeriodFigures.nullable(),
  young: ShareView.describe(YOUNG),
  trend: z.array(PeriodView.extend({ isPartial: z.boolean(), leads: Count, reached_booked: Count, bookings: Count, revenue: Count })),
}).meta({ id: "OverviewReport" })
export type OverviewView = z.infer<typeof OverviewView>

export const FunnelView = Frame.extend({
  steps: z.array(
    z.object({
      stage: z.enum(FUNNEL_STAGES),
      leads: Count.describe("Of the leads that arrived in the period, those that came this far"),
      fromPrevious: ShareView.nullable(),
      fromStart: ShareView,
      entered: Count.nullable().describe("Moves into the stage made in the period, whenever the lead arrived"),
      wentOn: ShareView.nullable().describe("Of the moves out of the stage made in the period, those that went on"),
    }),
  ),
  timeInStage: z.array(z.object({ stage: z.string(), ...PercentilesView.shape })),
}).meta({ id: "FunnelReport" })
export type FunnelView = z.infer<typeof FunnelView>

const GroupKey = { key: z.string().describe("Channel, owner id (all zeros: unassigned) or source (empty: none)"), name: z.string() }

export const ConversionView = Frame.extend({
  by: z.string(),
  young: ShareView.describe(YOUNG),
  rows: z.array(z.object({ ...GroupKey, ...TotalsView.shape, conversion: ShareView, sla: ShareView, openNow: Count })),
}).meta({ id: "ConversionReport" })
export type ConversionView = z.infer<typeof ConversionView>

const Questions = {
  asked: Count,
  waiting: TotalsView.shape.waiting,
  sla: ShareView.describe("In time, of those answered in time or late"),
}

export const ResponseTimesView = Frame.extend({
  by: z.string(),
  targetMinutes: z.object(countsOf(BANDS)).describe("The response target for a first contact, in working minutes by priority"),
  overall: PercentilesView.extend(Questions),
  rows: z.array(z.object({ ...GroupKey, ...PercentilesView.shape, ...Questions })),
}).meta({ id: "ResponseTimesReport" })
export type ResponseTimesView = z.infer<typeof ResponseTimesView>

const Credit = z.object({ bookings: z.number().describe("Shares of bookings; they add up to the bookings made"), revenue: Count })

export const AttributionView = Frame.extend({
  by: z.string(),
  rows: z.array(z.object({ key: z.string(), first: Credit, last: Credit, linear: Credit, position: Credit })),
}).meta({ id: "AttributionReport" })
export type AttributionView = z.infer<typeof AttributionView>

export const PathsView = Frame.extend({
  by: z.string(),
  rows: z.array(
    z.object({
      path: z
        .string()
        .nullable()
        .describe("The visits before the booking, first to last, divided by ` > `; null for the rare ways together"),
      ways: Count.describe("How many ways the row stands for"),
      bookings: Count,
      revenue: Count,
      visits: z.number().describe("Visits before the booking, on average"),
      days: z.number().describe("Days from the first touch to the booking, on average"),
    }),
  ),
}).meta({ id: "PathsReport" })
export type PathsView = z.infer<typeof PathsView>

export const AgeingView = Frame.extend({
  bands: z.array(
    z.object({ label: z.string(), period: PeriodView.describe("When these leads entered their stage"), ...countsOf(OPEN_STAGES) }),
  ),
}).meta({ id: "AgeingReport" })
export type AgeingView = z.infer<typeof AgeingView>

export const CostsView = Frame.extend({
  by: z.string(),
  rows: z.array(z.object({ key: z.string(), spend: Count, leads: Count, bookings: Count, revenue: Count })),
}).meta({ id: "CostsReport" })
export type CostsView = z.infer<typeof CostsView>

export const GoalsView = Frame.extend({
  month: Day.describe("The first day of the month in which the period ends"),
  goals: z.array(
    z.object({
      metric: z.enum(GOAL_METRICS),
      ownerId: z.uuid().nullable().describe("Null: the team's"),
      ownerName: z.string().nullable(),
      target: Count,
      actual: Count,
      dueByNow: Count,
      projected: Count.nullable(),
    }),
  ),
}).meta({ id: "GoalsReport" })
export type GoalsView = z.infer<typeof GoalsView>

const Instant = z.iso.datetime()

const Net = { leads: Count, inTime: Count.describe("First questions answered in time"), bookings: Count, revenue: Count }

export const AdjustmentsReportView = Frame.extend({
  months: z
    .array(z.object({ month: Day, closedAt: Instant, changes: Count, touchedLeads: Count, ...Net }))
    .describe("All changes of each closed month together, whatever the period; newest month first"),
  data: z
    .array(
      z.object({
        id: z.uuid(),
        at: Instant.describe("When the month changed"),
        month: Day,
        leadId: z.uuid(),
        cause: z
          .string()
          .describe("merged, unmerged, split, removed, assigned, arrived (late), events, moved, edited, rules (of counting) or repair"),
        channel: z.string(),
        source: z.string().describe("Empty: none"),
        campaign: z.string(),
        ownerId: z.uuid().describe("All zeros: unassigned"),
        ownerName: z.string(),
        ...Net,
      }),
    )
    .describe("Change by change, newest first: what a lead took from a month or brought to it"),
  nextCursor: z.string().nullable().describe("Send it as `cursor` for the next page"),
}).meta({ id: "AdjustmentsReport" })

export const QualityReportView = Frame.extend({
  questioned: ShareView,
  absorbed: ShareView,
  duplicatesOpen: Count,
  merges: Count,
  events: z.object({ received: Count, done: Count, ignored: Count, dead: Count }),
  unowned: Count.describe("Open unassigned leads, as of now; a filter by owner does not narrow it"),
  foreignBookings: Count,
  crmAgreement: z.object({ at: Instant, equal: Count, compared: Count }).nullable(),
  lastCheck: z.object({ at: Instant, differences: z.array(z.string()) }).nullable(),
  waiting: Count.describe("Leads that changed and are not in the stored sums yet; all but the uncounted are in the numbers"),
}).meta({ id: "QualityReport" })
