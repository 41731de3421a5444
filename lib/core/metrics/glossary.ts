import { METRIC_SQL } from "./metric-sql"

/**
 * The definition of every metric, once: in words, and as the plain SQL that counts it. Screens, the API description and
 * the metrics page read it from here.
 */
type MetricUnit = "count" | "share" | "money" | "working_minutes" | "minutes" | "credit"
type Metric = {
  id: string
  name: string
  unit: MetricUnit
  meaning: string
  sql: string
  /** The SQL explains how it is counted and does not run. */
  isSketch?: boolean
}

export const METRICS = [
  {
    id: "leads",
    name: "Leads",
    unit: "count",
    meaning:
      "People whose first touch falls in the period, by day of the team's time zone; what the rental system says of somebody is no touch. One person is one lead however many channels they used; conversations without a contact detail and customers known from bookings alone are not counted.",
    sql: METRIC_SQL.leads,
  },
  {
    id: "conversion",
    name: "Conversion",
    unit: "share",
    meaning:
      "Of the leads that arrived in the period, the share that has entered Booked by now. Young leads have had little time: a recent period looks worse than it will be. The range is the 95 % Wilson interval.",
    sql: METRIC_SQL.conversion,
  },
  {
    id: "reached",
    name: "Reached a stage",
    unit: "count",
    meaning:
      "Leads that arrived in the period and have come as far as the stage, in any run through the pipeline. A skipped stage counts as passed, and a lost lead keeps what it reached.",
    sql: METRIC_SQL.reached,
  },
  {
    id: "lost",
    name: "Lost",
    unit: "count",
    meaning: "Leads that arrived in the period and are lost now, whenever they were lost. A lost lead that came back is not.",
    sql: METRIC_SQL.lost,
  },
  {
    id: "moves",
    name: "Moves into a stage",
    unit: "count",
    meaning: "Moves made in the period, whenever the lead arrived. One lead that enters a stage twice made two moves.",
    sql: METRIC_SQL.moves,
  },
  {
    id: "went_on",
    name: "Went on",
    unit: "share",
    meaning:
      "Event conversion: of the moves out of a stage made in the period, whenever the lead arrived, the share that went to a later stage rather than back or to Lost. It says what the team did in the period; how far a period's leads have come says what became of one group of leads.",
    sql: METRIC_SQL.went_on,
  },
  {
    id: "win_rate",
    name: "Win rate",
    unit: "share",
    meaning: "Of the leads closed in the period, whenever they arrived, the share that was booked rather than lost.",
    sql: METRIC_SQL.win_rate,
  },
  {
    id: "bookings",
    name: "Bookings",
    unit: "count",
    meaning:
      "Bookings of leads made in the period, by the rental system's word, without cancelled ones. A booking by a customer who had not enquired by the end of that day is not a lead's.",
    sql: METRIC_SQL.bookings,
  },
  {
    id: "revenue",
    name: "Revenue",
    unit: "money",
    meaning: "What those bookings are worth. Amounts in another currency than the reports' are counted as bookings and not as money.",
    sql: METRIC_SQL.revenue,
  },
  {
    id: "foreign_bookings",
    name: "Bookings in another currency",
    unit: "count",
    meaning: "Bookings of the period in another currency than the reports': they are counted among the bookings, and their money is not.",
    sql: METRIC_SQL.foreign_bookings,
  },
  {
    id: "asked",
    name: "Asked",
    unit: "count",
    meaning:
      "Leads of the period whose first question waited for us. Somebody at the counter does not wait, nor does a lead that we contacted first.",
    sql: METRIC_SQL.asked,
  },
  {
    id: "response",
    name: "First response",
    unit: "working_minutes",
    meaning:
      "Working minutes from the person's first question to our first contact, over the leads of the period that were answered. A contact is a message or a call of a colleague's, though nobody took the call; what a bot or a sequence says is none, and a call that was taken is answered at once. A question that reached us late counts from then. The median is a time that half of them did not exceed, the 90th percentile one that nine in ten did not.",
    sql: METRIC_SQL.response,
  },
  {
    id: "sla",
    name: "Answered in time",
    unit: "share",
    meaning:
      "Of the first questions of the period that were answered or are overdue, the share that was answered within the response target for a first contact. A question that waits within its target is neither in time nor late yet; one whose lead was moved on or closed before the target, without a contact, is left out.",
    sql: METRIC_SQL.sla,
  },
  {
    id: "time_in_stage",
    name: "Time in stage",
    unit: "minutes",
    meaning:
      "From entering a stage to leaving it, on the wall clock, over the moves out of the stage made in the period. A merge does not shorten it.",
    sql: METRIC_SQL.time_in_stage,
  },
  {
    id: "open",
    name: "Open now",
    unit: "count",
    meaning:
      "Leads in an open stage at this moment, whenever they arrived; in the ageing table by how long they have stood in their stage.",
    sql: METRIC_SQL.open,
  },
  {
    id: "unowned",
    name: "Open without an owner",
    unit: "count",
    meaning: "Leads in an open stage that nobody has at this moment, whenever they arrived. A filter by owner does not narrow it.",
    sql: METRIC_SQL.unowned,
  },
  {
    id: "attribution",
    name: "Attribution",
    unit: "credit",
    meaning:
      "Who brought a booking, by the visits before it; touches in a row by one channel and source are one visit, and a touch that does not say where it comes from goes on with the visit on its channel. By source and campaign the first touch is the first one that names any. First touch gives all of it to the first visit, last touch to the last, linear shares it equally, position-based gives 40 % each to the first and the last and shares the rest. Every model gives away each booking exactly once.",
    sql: METRIC_SQL.attribution,
    isSketch: true,
  },
  {
    id: "paths",
    name: "Paths",
    unit: "count",
    meaning:
      "Bookings made in the period by the visits that led to them, first to last: by channel or by source, repetitions told once, of more than seven steps the first and the last three. Rare paths are one line together, so that the lines add up to every booking. Visits and days (first touch to booking) are averages.",
    sql: METRIC_SQL.paths,
    isSketch: true,
  },
  {
    id: "cost",
    name: "Cost per lead, cost per booking",
    unit: "money",
    meaning:
      "Spend entered for a channel, divided by its leads or its bookings (first touch). A month that the period covers in part counts by its days.",
    sql: METRIC_SQL.cost,
  },
  {
    id: "pace",
    name: "Pace of a goal",
    unit: "count",
    meaning:
      "What a month's goal asks for by the end of today if every day brings the same, against what was reached. At this pace is where the month ends if the days to come bring what the days so far did.",
    sql: METRIC_SQL.pace,
  },
  {
    id: "duplicates",
    name: "Duplicate rate",
    unit: "share",
    meaning:
      "Of everything that arrived in the period as a lead of its own, the share that turned out to be somebody already there: leads merged into the period's leads by merges that hold, over those leads and the merged ones. Undoing a merge takes it back.",
    sql: METRIC_SQL.duplicates,
  },
  {
    id: "questioned",
    name: "Asked about",
    unit: "share",
    meaning:
      "Of the leads that arrived in the period, the share that a reviewer was asked about as possibly the same person as another lead, whatever the answer; questions about a lead merged into it count.",
    sql: METRIC_SQL.questioned,
  },
  {
    id: "merges",
    name: "Merges made",
    unit: "count",
    meaning: "Merges made in the period that hold, whenever the lead arrived, by the lead that they ended in.",
    sql: METRIC_SQL.merges,
  },
  {
    id: "duplicate_questions",
    name: "Duplicate questions open",
    unit: "count",
    meaning: "Questions whether two leads are one person, or a lead is two, that wait for a reviewer at this moment, of the whole team.",
    sql: METRIC_SQL.duplicate_questions,
  },
  {
    id: "dead_events",
    name: "Dead events",
    unit: "count",
    meaning:
      "Deliveries received in the period that could not be read or taken, after every try. They are kept, and can be played again. Of the filters, a delivery knows the channel alone.",
    sql: METRIC_SQL.dead_events,
  },
  {
    id: "crm_agreement",
    name: "Agreement with the CRM",
    unit: "share",
    meaning:
      "Of the leads that this side or the CRM has, the share that was the same on both when they were last compared. It is about now, not about the period.",
    sql: METRIC_SQL.crm_agreement,
  },
] as const satisfies readonly Metric[]

export type MetricId = (typeof METRICS)[number]["id"]

export const metricOf = (id: MetricId): Metric => METRICS.find((metric) => metric.id === id) ?? METRICS[0]
