import { sql } from "drizzle-orm"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { databaseOn, createPool } from "@/db/client"
import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import type { Ctx } from "@/lib/context"
import { log } from "@/lib/log"
import { ageingOf } from "@/lib/reports/figures"
import { foldAllReports } from "@/lib/reports/fold-reports"
import { LeadsBehind, listLeadsBehind } from "@/lib/reports/leads-behind"
import { readReports, type ReportReader } from "@/lib/reports/reader"
import { ReportQuery } from "@/lib/reports/report-query"
import { readConversion, readFunnel, readOverview, readResponseTimes } from "@/lib/reports/reports"
import { distribution, report } from "./figures"

/**
 * `node --import tsx e2e/bench/reports.ts [leads]`: the reports on a large store of invented leads, with a few hundred
 * leads marked and not yet counted, as under steady load. Times are of the whole read, its transaction included.
 */
const LEADS = Number(process.argv[2] ?? 100_000)
const ROUNDS = 15

const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-bench-"))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data"), settings: { fsync: "off", shared_buffers: "512MB" } })
try {
  await migrateDatabase(postgres.url)
  const pool = createPool("worker", postgres.url)
  const db = databaseOn(pool)
  const ctx: Ctx = { db, actor: { kind: "system", name: "bench" }, now: () => new Date(), log }
  await invent(ctx, LEADS)
  const started = performance.now()
  const counted = await foldAllReports(ctx)
  report("leads counted", counted / ((performance.now() - started) / 1000), "/s")
  await db.execute(sql`vacuum analyze`)
  await db.execute(sql`insert into report_dirty (lead_id, cause) select id, 'events' from leads order by id desc limit 100`)
  const reports: [string, Record<string, unknown>, (reader: ReportReader) => Promise<unknown>][] = [
    ["overview, 30 days", { period: "last_30" }, readOverview],
    ["overview, 12 months", { period: "last_12_months" }, readOverview],
    ["overview, 90 days, one channel and band", { period: "last_90", channel: "botspace", band: "high" }, readOverview],
    ["funnel, 12 months", { period: "last_12_months" }, readFunnel],
    ["conversion by channel, 12 months", { period: "last_12_months" }, (reader) => readConversion(reader, "channel")],
    ["conversion by agent, 30 days", { period: "last_30" }, (reader) => readConversion(reader, "agent")],
    ["response times by agent, 30 days", { period: "last_30" }, (reader) => readResponseTimes(reader, "agent")],
    ["response times by agent, 12 months", { period: "last_12_months" }, (reader) => readResponseTimes(reader, "agent")],
    ["ageing", {}, ageingOf],
  ]
  for (const [name, query, read] of reports) await time(name, () => readReports(ctx, ReportQuery.parse(query), read))
  await time("leads behind, 30 days", () => listLeadsBehind(ctx, LeadsBehind.parse({ metric: "reached_booked", period: "last_30" })))
  await pool.end()
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)

async function time(name: string, run: () => Promise<unknown>): Promise<void> {
  await run()
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = performance.now()
    await run()
    took.push(performance.now() - at)
  }
  const { p50, p95 } = distribution(took)
  report(`${name}, p50 / p95`, `${p50.toFixed(1)} / ${p95.toFixed(1)}`, " ms")
}

/** Three years of leads, two in five of them answered, one in eight booked, spread over 8 agents and 6 channels. */
async function invent(ctx: Ctx, leads: number): Promise<void> {
  await ctx.db.execute(sql`
    insert into users (id, email, name, role) select gen_random_uuid(), 'a' || n || '@example.com', 'Agent ' || n, 'agent' from generate_series(1, 8) n`)
  await ctx.db.execute(sql`
    create table people as select array_agg(id) as ids from users`)
  await ctx.db.execute(sql`
    insert into leads (id, kind, name, channels, first_channel, provenance, first_touch_at, last_activity_at, stage_id, stage_entered_at, owner_id, band, updated_at)
    select gen_random_uuid(), 'lead', 'Person ' || n, '{}', (array['botspace','botspace','botspace','website','website','ziwo','crisp','chatbot','walk_in'])[1 + floor(random() * 9)], '{}', at, at,
      (array['new_lead','contacted','qualified','proposal','negotiation','booked','lost','lost','lost','lost'])[1 + floor(random() * 10)], at + interval '2 days',
      (select ids from people)[1 + floor(random() * 8)], (array['high','normal','normal','nurture'])[1 + floor(random() * 4)], at
    from (select n, now() - random() * interval '1095 days' as at from generate_series(1, ${leads}::int) n) s`)
  await ctx.db.execute(sql`
    insert into stage_history (id, lead_id, run, to_stage_id, at, via)
    select gen_random_uuid(), id, 1, stage, first_touch_at + step * interval '1 hour' * (1 + random() * 20), 'board' from leads
    cross join lateral (select * from (values ('new_lead', 0), ('contacted', 1), ('qualified', 2)) v(stage, step) where step = 0 or random() < 0.6
      union all select stage_id, 4 where stage_id in ('booked', 'lost', 'proposal')) steps`)
  await ctx.db.execute(sql`
    insert into touchpoints (id, lead_id, channel, event_key, kind, direction, occurred_at, author_role, details, attachments, claims)
    select gen_random_uuid(), id, first_channel, id || '-' || step, 'message', case when step = 1 then 'outbound' else 'inbound' end, first_touch_at + step * interval '1 minute' * (random() * 90),
      case when step = 1 then 'agent' else 'person' end, '{}', '[]', '[]' from leads cross join generate_series(0, 3) step`)
  await ctx.db.execute(sql`
    insert into attributions (touchpoint_id, lead_id, occurred_at, utm_source, utm_campaign)
    select id, lead_id, occurred_at, (array['google','facebook','tiktok'])[1 + floor(random() * 3)], 'campaign-' || floor(random() * 6) from touchpoints where channel = 'website' and event_key like '%-0'`)
  await ctx.db.execute(sql`
    insert into bookings (id, lead_id, external_id, status, amount_minor, currency, booked_at, status_at)
    select gen_random_uuid(), id, 'B' || id, 'created', 50000 + floor(random() * 400000), 'AED', stage_entered_at, stage_entered_at from leads where stage_id = 'booked'`)
  await ctx.db.execute(sql`truncate report_dirty`)
  await ctx.db.execute(sql`insert into report_dirty (lead_id, cause) select id, 'first_count' from leads`)
  await ctx.db.execute(sql`vacuum analyze`)
  await ctx.db.execute(sql`drop table if exists people`)
}
