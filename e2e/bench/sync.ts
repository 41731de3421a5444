import "@/e2e/suppression-secret"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { sql } from "drizzle-orm"
import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { pause } from "@/lib/platform/jobs/pause"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { leads } from "@/db/schema"
import { LAST, addToOutbox } from "@/lib/sync/queue/queue-pushes"
import { distribution, report } from "./figures"
import { inventLeads, openSyncStage, type SyncStage } from "./sync-setup"

/**
 * `npm run bench:sync -- [--leads 6000] [--burst 100] [--latency 100-250]`: how much of a CRM's allowed rate is used
 * while a backlog is drained, and how long a change takes to arrive on the other side. The account is the simulator,
 * with the limits and the latency of a real one.
 */
const { values } = parseArgs({
  options: {
    leads: { type: "string", default: "6000" },
    burst: { type: "string", default: "100" },
    latency: { type: "string", default: "100-250" },
  },
})
const LEADS = Number(values.leads)
const BURST = Number(values.burst)
const [fastest = 100, slowest = 250] = values.latency.split("-").map(Number)
const CHANGES = 40
const never = new AbortController().signal

const folder = await mkdtemp(join(process.getuid?.() === 0 ? "/var/tmp" : tmpdir(), "onelead-bench-"))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "data") })
let stage: SyncStage | null = null
try {
  await migrateDatabase(postgres.url)
  stage = await openSyncStage({ databaseUrl: postgres.url, burst: BURST, latencyMs: [fastest, slowest] })
  await inventLeads(stage.db, LEADS)
  await oweAll(stage)
  stage.startWorker()
  await drain(stage)
  await untilDrained(stage)
  const there = seconds(await changesHere(stage))
  report("lead change → accepted by HubSpot p50 / p95", there, " s")
  report("HubSpot edit → lead changed here p50 / p95", seconds(await changesThere(stage)), " s")
} finally {
  await stage?.close()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)

function seconds(took: readonly number[]): string {
  const { p50, p95 } = distribution(took)
  return [p50, p95].map((ms) => (ms / 1000).toFixed(2)).join(" / ")
}

/** Steady state: from when the first tenth is through until nine tenths are. */
async function drain({ db, control, ctx }: SyncStage): Promise<void> {
  const samples: { at: number; sent: number; calls: number; refused: number }[] = []
  const urgent: Promise<number>[] = []
  let serial = 0
  for (let sent = 0; sent < LEADS; await pause(500, never)) {
    sent = await count(db, sql`select count(*)::int as n from crm_outbox where kind = 'lead' and state = 'done'`)
    const { limits } = await control.state("?summary=1")
    const refused = limits.refused.burst + limits.refused.search + limits.refused.daily
    samples.push({ at: performance.now(), sent, calls: limits.usedToday, refused })
    if (sent > LEADS * 0.1 && sent < LEADS * 0.8 && samples.length % 4 === 0) urgent.push(changeOne({ db, ctx }, (serial += 1)))
    if (samples.length % 120 === 0) report("  so far", sent, " leads")
  }
  const steady = samples.filter(({ sent }) => sent >= LEADS * 0.1 && sent <= LEADS * 0.9)
  const [first, last] = [steady[0], steady.at(-1)]
  if (!first || !last || first === last) throw new Error("the backlog is too small to be steady")
  const took = (last.at - first.at) / 1000
  const calls = last.calls - first.calls
  const searches = await count(db, sql`select count(*)::int as n from crm_calls where operation like '%search'`)
  const all = await count(db, sql`select count(*)::int as n from crm_calls`)
  // Searches have a limit of their own and do not count towards the other.
  const rate = (calls * (1 - searches / all)) / took
  report(`backlog of ${LEADS.toLocaleString("en")} leads, drained`, (last.sent - first.sent) / took, " leads/s")
  report(`  of the ${BURST / 10} calls/s that are allowed`, `${((100 * rate) / (BURST / 10)).toFixed(1)} %`, ` (${rate.toFixed(2)}/s)`)
  report("  refused with 429", `${((100 * (samples.at(-1)?.refused ?? 0)) / (samples.at(-1)?.calls ?? 1)).toFixed(2)} %`, "")
  if (urgent.length > 0) report("  a change meanwhile → accepted p50 / p95", seconds(await Promise.all(urgent)), " s")
}

async function count(db: SyncStage["db"], query: ReturnType<typeof sql>): Promise<number> {
  return (await db.execute<{ n: number }>(query)).rows[0]?.n ?? 0
}

async function untilDrained({ db }: SyncStage): Promise<void> {
  while ((await count(db, sql`select count(*)::int as n from crm_outbox where state in ('pending', 'leased')`)) > 0) await pause(200, never)
}

/** From the commit of the edit until the CRM's answer was stored. */
async function changeOne({ db, ctx }: Pick<SyncStage, "db" | "ctx">, serial: number): Promise<number> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select lead_id as id from crm_outbox where kind = 'lead' and state = 'done' order by done_at desc offset ${(serial * 7) % 500} limit 1`)
  const leadId = rows[0]?.id ?? ""
  const startedAt = Date.now()
  await editLead(ctx, { leadId, fields: { company: `Changed ${serial} ${startedAt}` } })
  for (;;) {
    const found = await db.execute<{ done_at: Date | string }>(sql`
      select done_at from crm_outbox where lead_id = ${leadId} and kind = 'lead' and state = 'done' and done_at > ${new Date(startedAt).toISOString()}`)
    if (found.rows[0]) return new Date(found.rows[0].done_at).getTime() - startedAt
    await pause(20, never)
  }
}

async function changesHere(given: SyncStage): Promise<number[]> {
  const took: Promise<number>[] = []
  for (let n = 0; n < CHANGES; n += 1) {
    took.push(changeOne(given, 1_000 + n))
    await pause(250, never)
  }
  return await Promise.all(took)
}

async function changesThere({ db, control }: SyncStage): Promise<number[]> {
  const { rows } = await db.execute<{ lead_id: string; external_id: string }>(
    sql`select lead_id, external_id from crm_links where object_type = 'contact' limit ${CHANGES}`,
  )
  const took: Promise<number>[] = []
  for (const { lead_id: leadId, external_id: id } of rows) {
    const startedAt = Date.now()
    const company = `There ${startedAt}`
    await control.edit({ op: "update", objectType: "contacts", id, properties: { company } })
    const arrive = async (): Promise<number> => {
      for (;;) {
        if ((await count(db, sql`select count(*)::int as n from leads where id = ${leadId} and company = ${company}`)) > 0)
          return Date.now() - startedAt
        await pause(15, never)
      }
    }
    took.push(arrive())
    await pause(250, never)
  }
  return await Promise.all(took)
}

/** A backlog: every lead needs its first push, behind whatever changes meanwhile. */
async function oweAll({ ctx, db }: SyncStage): Promise<void> {
  const now = new Date()
  const owing = await db.select({ leadId: leads.id }).from(leads)
  const entries = owing.map(({ leadId }) => ({ leadId, kind: "lead" as const, priority: LAST, notBefore: now }))
  await addToOutbox(db, ctx.crm, entries, now)
}
