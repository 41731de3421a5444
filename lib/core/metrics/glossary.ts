/**
 * What every number means, once: in words for people, and as the plain SQL that would count it. Screens, the API's
 * description and the glossary page read it from here.
 */
export type MetricUnit = "count" | "share" | "money" | "working_minutes" | "minutes" | "credit"
export type Metric = { id: string; name: string; unit: MetricUnit; meaning: string; sql: string }

const DAY = "(first_touch_at at time zone :zone)::date between :from and :to"
const COUNTED = "state = 'active' and kind = 'lead'"

export const METRICS = [
  {
    id: "leads",
    name: "Leads",
    unit: "count",
    meaning:
      "People whose first touch falls in the period, by day of the team's time zone. One person is one lead however many channels they used; conversations without a contact detail and customers known from bookings alone are not counted.",
    sql: `select count(*) from leads where ${COUNTED} and ${DAY}`,
  },
  {
    id: "conversion",
    name: "Conversion",
    unit: "share",
    meaning:
      "Of the leads that arrived in the period, the share that has entered Booked by now. Young leads have had little time: a recent period looks worse than it will be. The range is the 95 % Wilson interval.",
    sql: `select count(*) filter (where exists (select 1 from stage_history h where h.lead_id = leads.id and h.to_stage_id = 'booked'))::float / count(*) from leads where ${COUNTED} and ${DAY}`,
  },
  {
    id: "reached",
    name: "Reached a stage",
    unit: "count",
    meaning:
      "Leads that arrived in the period and have come as far as the stage, in any run through the pipeline. A skipped stage counts as passed, and a lost lead keeps what it reached.",
    sql: `select count(*) from leads where ${COUNTED} and ${DAY} and exists (select 1 from stage_history h where h.lead_id = leads.id and position(h.to_stage_id) >= position(:stage))`,
  },
  {
    id: "moves",
    name: "Moves into a stage",
    unit: "count",
    meaning: "Moves made in the period, whenever the lead arrived. One lead that enters a stage twice made two moves.",
    sql: `select count(*) from stage_history h join leads l on l.id = h.lead_id where l.state = 'active' and h.to_stage_id = :stage and (h.at at time zone :zone)::date between :from and :to`,
  },
  {
    id: "went_on",
    name: "Went on",
    unit: "share",
    meaning:
      "Event conversion: of the moves out of a stage made in the period, whenever the lead arrived, the share that went to a later stage rather than back or to Lost. It says what the team did in the period; how far a period's leads have come says what became of one group of leads.",
    sql: "with moves as (select lead_id, to_stage_id as stage, lead(to_stage_id) over w as next, lead(at) over w as left_at from stage_history window w as (partition by lead_id order by at, id)) select count(*) filter (where position(next) > position(stage))::float / count(*) from moves join leads l on l.id = moves.lead_id where l.state = 'active' and stage = :stage and next <> stage and (left_at at time zone :zone)::date between :from and :to",
  },
  {
    id: "win_rate",
    name: "Win rate",
    unit: "share",
    meaning: "Of the leads closed in the period, whenever they arrived, the share that was booked rather than lost.",
    sql: "moves into booked / (moves into booked + moves into lost)",
  },
  {
    id: "bookings",
    name: "Bookings",
    unit: "count",
    meaning:
      "Bookings of leads made in the period, by the rental system's word, without cancelled ones. A booking by a customer who never enquired is not a lead's.",
    sql: "select count(*) from bookings b join leads l on l.id = b.lead_id where l.state = 'active' and l.kind = 'lead' and b.status <> 'cancelled' and (coalesce(b.booked_at, b.status_at) at time zone :zone)::date between :from and :to",
  },
  {
    id: "revenue",
    name: "Revenue",
    unit: "money",
    meaning: "What those bookings are worth. Amounts in another currency than the reports' are counted as bookings and not as money.",
    sql: "select sum(b.amount_minor) from bookings b … where b.currency = :currency",
  },
  {
    id: "response",
    name: "First response",
    unit: "working_minutes",
    meaning:
      "Working minutes from the person's first word to the first word of a colleague, over the leads of the period that were answered. A call that was taken is answered at once; walk-ins and referrals wait for nobody and are left out; a bot's answer is none. The median is a time that half of them did not exceed, the 90th percentile one that nine in ten did not.",
    sql: `select percentile_disc(0.5) within group (order by working_minutes(asked_at, answered_at)) from leads … where ${DAY}`,
  },
  {
    id: "sla",
    name: "Answered in time",
    unit: "share",
    meaning:
      "Of the leads of the period that asked something, the share whose first answer came within the agreed working minutes. No answer yet is not in time.",
    sql: "count(*) filter (where working_minutes(asked_at, answered_at) <= :sla_minutes)::float / count(*)",
  },
  {
    id: "time_in_stage",
    name: "Time in stage",
    unit: "minutes",
    meaning: "From entering a stage to leaving it, on the wall clock, over the moves out of the stage made in the period.",
    sql: "select percentile_disc(0.5) within group (order by left_at - at) from (select *, lead(at) over (partition by lead_id order by at) as left_at from stage_history) s where (left_at at time zone :zone)::date between :from and :to",
  },
  {
    id: "open",
    name: "Open now",
    unit: "count",
    meaning:
      "Leads in an open stage at this moment, whenever they arrived; in the ageing table by how long they have stood in their stage.",
    sql: `select count(*) from leads where ${COUNTED} and stage_id = :stage and (stage_entered_at at time zone :zone)::date between :from and :to`,
  },
  {
    id: "attribution",
    name: "Attribution",
    unit: "credit",
    meaning:
      "Who brought a booking, by the visits before it; touches in a row by one channel and source are one visit. First touch gives all of it to the first visit, last touch to the last, linear shares it equally, position-based gives 40 % each to the first and the last and shares the rest. Every model gives away each booking exactly once.",
    sql: "select channel, sum(share) from visits where at <= booked_at group by channel",
  },
  {
    id: "paths",
    name: "Paths",
    unit: "count",
    meaning:
      "Bookings made in the period by the visits that led to them, first to last: by channel or by source, repetitions told once, of more than seven steps the first and the last three. Rare paths are one line together, so that the lines add up to every booking. Visits and days (first touch to booking) are averages.",
    sql: "select string_agg(channel, ' > ' order by at) as path, count(*) from visits where at <= booked_at group by booking_id",
  },
  {
    id: "cost",
    name: "Cost per lead, cost per booking",
    unit: "money",
    meaning:
      "Spend entered for a channel, divided by its leads or its bookings (first touch). A month that the period covers in part counts by its days.",
    sql: "sum(amount * days_of_period_in_month / days_of_month) / count(leads)",
  },
  {
    id: "duplicates",
    name: "Duplicate rate",
    unit: "share",
    meaning:
      "Of everything that arrived in the period as a lead of its own, the share that turned out to be somebody already there: leads merged into the period's leads by merges that hold, over those leads and the merged ones. Undoing a merge takes it back.",
    sql: `with merged as (select count(*) as n from merges m join leads on leads.id = survivor_of(m.survivor_id) where m.undone_at is null and ${COUNTED} and ${DAY}) select n::float / (n + (select count(*) from leads where ${COUNTED} and ${DAY})) from merged`,
  },
  {
    id: "questioned",
    name: "Asked about",
    unit: "share",
    meaning:
      "Of the leads that arrived in the period, the share that a reviewer was asked about as possibly the same person as another lead, whatever the answer; questions about a lead merged into it count.",
    sql: `select count(*) filter (where exists (select 1 from duplicate_items i where i.kind = 'pair' and leads.id in (survivor_of(i.lead_a), survivor_of(i.lead_b))))::float / count(*) from leads where ${COUNTED} and ${DAY}`,
  },
  {
    id: "merges",
    name: "Merges made",
    unit: "count",
    meaning: "Merges made in the period that hold, whenever the lead arrived, by the lead that they ended in.",
    sql: "select count(*) from merges m join leads l on l.id = survivor_of(m.survivor_id) where l.state = 'active' and m.undone_at is null and (m.at at time zone :zone)::date between :from and :to",
  },
] as const satisfies readonly Metric[]

export type MetricId = (typeof METRICS)[number]["id"]

export const metricOf = (id: MetricId): Metric => METRICS.find((metric) => metric.id === id) ?? METRICS[0]
