import type { Pool, PoolClient } from "pg"
import { FIRST_RESPONSE, MEASURES, OPEN_STAGES, type Measure } from "@/lib/core/metrics/measures"
import { boundsOf } from "@/lib/core/metrics/histogram"
import { WorkingTime } from "@/lib/core/working-time/calendar"

/**
 * Generates a large store in minutes: leads, five touchpoints each, stage history, bookings, review items, and the
 * postings that the report update would make, all by set-based statements over one table of invented stories. The team
 * works around the clock here, so that SQL can compute working minutes. That the postings are right is checked: see
 * `sampleIsReproduced`.
 */
const TABLES = [
  "leads",
  "touchpoints",
  "attributions",
  "stage_history",
  "bookings",
  "duplicate_items",
  "report_entries",
  "report_stays",
  "report_paths",
]
const STAGES = [...OPEN_STAGES, "booked"]
const DIMENSIONS = "channel, owner_id, source, campaign, band"

export async function inventStore(pool: Pool, leads: number): Promise<void> {
  const client = await pool.connect()
  try {
    await fill(client, leads)
  } finally {
    client.release(true)
  }
}

async function fill(client: PoolClient, leads: number): Promise<void> {
  await client.query(
    "set statement_timeout = 0; set session_replication_role = replica; set maintenance_work_mem = '256MB'; set work_mem = '256MB'; set synchronous_commit = off",
  )
  await client.query("insert into settings (key, value, updated_at) values ('working_time', $1, now())", [JSON.stringify(aroundTheClock())])
  const indexes = await dropIndexes(client)
  for (const statement of [...stories(leads), ...records(), ...postings()]) await client.query(statement)
  for (const definition of indexes) await client.query(definition)
  await client.query("drop table stories")
}

function aroundTheClock(): unknown {
  const day = [{ from: "00:00", to: "24:00" }]
  return WorkingTime.parse({ week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day } })
}

/** Indexes without a constraint are built after the rows: a sort instead of a million inserts. */
async function dropIndexes(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = any (select to_regclass(t) from unnest($1::text[]) t) and not indisprimary and not indisunique`,
    [TABLES],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

/** Three years, growing slowly; 12 agents, 6 channels, 8 sources × campaigns on the website, two in three answered. */
const stories = (leads: number): string[] => [
  "insert into users (id, email, name, role) select uuidv7(), 'a' || n || '@example.com', 'Agent ' || n, 'agent' from generate_series(1, 12) n",
  `create table stories as
   with thrown as materialized (
     select n, uuidv7() as id, date_trunc('second', now() - power(random(), 1.3) * interval '1090 days' - interval '10 minutes') as t0,
       (array['botspace','botspace','botspace','website','website','website','ziwo','crisp','chatbot','walk_in'])[1 + floor(random() * 10)] as channel,
       (array(select id from users order by id))[1 + floor(random() * 12)] as owner_id,
       (array['high','normal','normal','nurture'])[1 + floor(random() * 4)] as band,
       floor(random() * 8)::int as mark, random() < 0.67 as is_answered, floor(power(random(), 3) * 900)::int as wait,
       least(5, floor(power(random(), 2.2) * 6.6))::int as reach, random() < 0.55 as is_left, 50000 + 2 * floor(random() * 200000)::int as amount,
       array[10, 30, 50, 40, 60, 45] as base, array[random(), random(), random(), random(), random(), random()] as r
     from generate_series(1, ${leads}) n
   )
   select *, channel <> 'walk_in' as is_asked, channel = 'website' or n % 3 = 0 as is_joined, case channel when 'botspace' then 'ziwo' else 'botspace' end as channel2,
     case when channel = 'website' then (array['google','facebook','tiktok','meta'])[1 + mark % 4] else '' end as source,
     case when channel = 'website' then 'campaign-' || mark else '' end as campaign,
     n % 100 < 2 and n between 100 and ${leads} - 3 as is_questioned, reach < 5 and is_left as is_lost,
     array(select t0 + sum(make_interval(mins => base[at] * 60 + floor(power(r[at], 4) * 9000)::int)) over (order by at) from generate_series(1, 6) at) as t
   from thrown order by t0`,
]

const AT = "(case when step = 0 then t0 else t[step] end)"
const LAST = "(case when is_lost then t[reach + 1] when reach = 0 then t0 else t[reach] end)"
const STAGE = `(case when is_lost then 'lost' else (array['${STAGES.join("','")}'])[reach + 1] end)`

/** The input of the report update: the leads and what happened to them. */
const records = (): string[] => [
  `insert into leads (id, kind, name, search_text, channels, first_channel, provenance, first_touch_at, last_activity_at, stage_id, stage_entered_at, owner_id, band, updated_at)
   select id, 'lead', 'Person ' || n, 'person ' || n, array[channel], channel, '{}', t0, ${LAST}, ${STAGE}, ${LAST}, owner_id, band, t0 from stories`,
  `insert into stage_history (id, lead_id, run, to_stage_id, at, via)
   select uuidv7(), id, 1, (array['${STAGES.join("','")}'])[step + 1], ${AT}, 'board' from stories cross join generate_series(0, 5) step where step <= reach
   union all select uuidv7(), id, 1, 'lost', t[reach + 1], 'board' from stories where is_lost`,
  `insert into touchpoints (id, lead_id, channel, event_key, kind, direction, occurred_at, author_role, details, attachments, claims)
   select uuidv7(), id, case when step > 1 and is_joined then channel2 else channel end, id || '-' || step,
     case when step = 0 and not is_asked then 'walk_in' else 'message' end,
     case when is_answered and step in (1, 4) then 'outbound' else 'inbound' end,
     t0 + case step when 0 then interval '0' when 1 then make_interval(mins => wait) else interval '20 hours' + make_interval(mins => step) end,
     case when is_answered and step in (1, 4) then 'agent' else 'person' end, '{}', '[]', '[]'
   from stories cross join generate_series(0, 4) step`,
  `insert into attributions (touchpoint_id, lead_id, occurred_at, utm_source, utm_campaign)
   select p.id, s.id, p.occurred_at, s.source, s.campaign from stories s join touchpoints p on p.lead_id = s.id
   where s.source <> '' and (p.event_key = s.id || '-0' or not is_answered and p.event_key = s.id || '-1')`,
  `insert into bookings (id, lead_id, external_id, status, amount_minor, currency, booked_at, status_at)
   select uuidv7(), id, 'B' || n, 'created', amount, 'AED', t[5], t[5] from stories where reach = 5`,
  `insert into duplicate_items (id, kind, lead_a, lead_b, pair_key, reason, probability, bits, evidence, model_version)
   select uuidv7(), 'pair', a.id, b.id, a.id || ':' || b.id, 'similar', 0.6, 2, '[]', 'bench' from stories a join stories b on b.n = a.n + 1 and a.n % 100 = 0 where b.is_questioned`,
]

const OWN = "channel, owner_id, source, campaign, band"
const ONE = "1"

/** One posting of every story that has it: its day, its dimensions, and the values of its measures. */
const posting = (at: string, where: string, values: Partial<Record<Measure, string>>, whose = OWN, from = "stories"): string =>
  `select id, (${at} at time zone 'Asia/Dubai')::date, ${whose}, ${MEASURES.map((measure) => values[measure] ?? "0").join(", ")} from ${from} where ${where}`

const flag = (condition: string): string => `(${condition})::int`

function postings(): string[] {
  const credit = { last_bookings: "1000000", linear_bookings: "1000000", position_bookings: "1000000" }
  const paid = { last_revenue: "amount", linear_revenue: "amount", position_revenue: "amount" }
  const half = { linear_bookings: "500000", position_bookings: "500000", linear_revenue: "amount / 2", position_revenue: "amount / 2" }
  const parts = [
    posting("t0", "true", {
      leads: ONE,
      ...Object.fromEntries(STAGES.slice(1).map((stage, at) => [`reached_${stage}`, flag(`reach > ${at}`)])),
      lost: flag("is_lost"),
      questioned: flag("is_questioned"),
      asked: flag("is_asked"),
      answered: flag("is_asked and is_answered"),
      answered_in_sla: flag("is_asked and is_answered and wait <= 15"),
    }),
    ...STAGES.slice(1).map((stage, at) => posting(`t[${at + 1}]`, `reach > ${at}`, { [`entered_${stage}`]: ONE })),
    posting("t[reach + 1]", "is_lost", { entered_lost: ONE }),
    ...OPEN_STAGES.map((stage, at) => posting(`t[${at + 1}]`, `reach > ${at}`, { [`left_${stage}`]: ONE, [`advanced_${stage}`]: ONE })),
    ...OPEN_STAGES.map((stage, at) => posting("t[reach + 1]", `is_lost and reach = ${at}`, { [`left_${stage}`]: ONE })),
    ...OPEN_STAGES.map((stage, at) => posting(LAST, `reach = ${at} and not is_lost`, { [`open_${stage}`]: ONE })),
    posting("t[5]", "reach = 5", { bookings: ONE, revenue: "amount" }),
    posting("t[5]", "reach = 5 and not is_joined", { ...credit, ...paid }),
    posting("t[5]", "reach = 5 and is_joined", half),
    posting(
      "t[5]",
      "reach = 5 and is_joined",
      { ...half, last_bookings: "1000000", last_revenue: "amount" },
      "channel2, owner_id, '', '', band",
    ),
  ]
  const sums = MEASURES.map((measure) => `sum(${measure})`).join(", ")
  return [
    `insert into report_entries (lead_id, day, ${DIMENSIONS}, ${MEASURES.join(", ")})
     select lead_id, day, ${DIMENSIONS}, ${sums} from (${parts.join(" union all ")}) p(lead_id, day, ${DIMENSIONS}, ${MEASURES.join(", ")})
     group by lead_id, day, ${DIMENSIONS}`,
    `insert into report_stays (lead_id, position, day, stage, minutes, bucket, ${DIMENSIONS})
     select id, 0, (t0 at time zone 'Asia/Dubai')::date, '${FIRST_RESPONSE}', wait, width_bucket(wait, ${marks(FIRST_RESPONSE)}) - 1, ${OWN}
     from stories where is_asked and is_answered
     union all select id, flag + step, (t[step + 1] at time zone 'Asia/Dubai')::date, stage, minutes, width_bucket(minutes, ${marks("contacted")}) - 1, ${OWN}
     from stories cross join lateral (select (is_asked and is_answered)::int as flag) f cross join generate_series(0, 4) step
     cross join lateral (select (array['${STAGES.join("','")}'])[step + 1] as stage, floor(extract(epoch from t[step + 1] - ${AT}) / 60)::int as minutes) took
     where step < reach or step = reach and is_lost`,
    `insert into report_paths (lead_id, position, day, channels, sources, visits, days, revenue, ${DIMENSIONS})
     select id, 0, booked_on, channel || case when is_joined then ' > ' || channel2 else '' end,
       coalesce(nullif(source, ''), '-') || case when is_joined and source <> '' then ' > -' else '' end, 1 + is_joined::int,
       booked_on - (t0 at time zone 'Asia/Dubai')::date, amount, ${OWN}
     from stories cross join lateral (select (t[5] at time zone 'Asia/Dubai')::date as booked_on) b where reach = 5`,
  ]
}

const marks = (stage: string): string => `array[${boundsOf(stage).join(", ")}]`
