import { randomUUID } from "node:crypto"
import { DAY_MS } from "@/lib/core/time"
import { sql } from "drizzle-orm"
import type { Pool } from "pg"
import { databaseOn, type Database } from "@/db/client"
import { decide } from "@/lib/core/matching/decide"
import { generateEvents, seededRandom } from "@/lib/core/matching/golden/generator"
import { matchKeys } from "@/lib/core/matching/keys"
import type { Profile } from "@/lib/core/matching/profile"
import { loadCandidateIndex } from "@/lib/matching/load-candidate-index"
import { rowOf } from "@/lib/matching/profile-rows"
import { inTransaction } from "@/lib/platform/transaction"
import { writeKeys, writeProfiles } from "@/lib/matching/write-candidate-index"
import { distribution } from "./figures"
import { cpuMicros } from "./matching-evaluate"

/**
 * How the matcher's look-up grows with the store: leads with their keys and profiles are inserted directly, and new
 * people are looked up one by one and in batches, compared with a primary-key look-up of one lead.
 */
export type LookupFigures = {
  leads: number
  primaryKeyP95: number
  candidatesP95: number
  batchedPerEvent: number
  decisionP95: number
  candidatesMean: number
}

const CHUNK = 2_000
const PROBES = 400
const BATCH = 200

export async function fillStore(pool: Pool, from: number, to: number): Promise<void> {
  const db = databaseOn(pool)
  for (let at = from; at < to; at += CHUNK) {
    const profiles = people(at + 1, Math.min(CHUNK, to - at), at)
    await inTransaction({ db }, async (tx) => {
      const ids = JSON.stringify(profiles.map(({ id, lastAt }) => ({ id, at: new Date(lastAt) })))
      await tx.execute(sql`
        insert into leads (id, kind, first_channel, provenance, first_touch_at, last_activity_at, stage_id, stage_entered_at, updated_at)
        select id, 'lead', 'website', '{}', at, at, 'new_lead', at, at from jsonb_to_recordset(${ids}::jsonb) as l(id uuid, at timestamptz)`)
      await writeProfiles(tx, profiles.map(rowOf))
      await writeKeys(
        tx,
        profiles.flatMap((profile) =>
          matchKeys(profile).map(({ key, kind }) => ({ key: key.toString(), kind, lead_id: profile.id, at: new Date(profile.lastAt) })),
        ),
      )
    })
  }
  await pool.query("insert into match_counts values ('leads', $1) on conflict (key) do update set n = excluded.n", [to])
  await pool.query("vacuum analyze match_keys, match_profiles, leads, match_counts")
}

export async function measureLookups(pool: Pool, leads: number): Promise<LookupFigures> {
  const db = databaseOn(pool)
  const probes = people(999_999_999, PROBES, leads)
  const { rows } = await pool.query<{ id: string }>(`select id from leads order by random() limit ${PROBES}`)
  for (const profile of probes.slice(0, 50)) await candidatesOf(db, [profile])
  const primaryKey: number[] = []
  for (let at = 0; at < PROBES; at += 1) {
    primaryKey.push(await timed(() => pool.query("select * from match_profiles where lead_id = $1", [rows[at % rows.length]?.id])))
  }
  const single: number[] = []
  const decisions: number[] = []
  let found = 0
  for (const profile of probes) {
    let index: Awaited<ReturnType<typeof loadCandidateIndex>> | undefined
    single.push(
      await timed(async () => {
        index = await candidatesOf(db, [profile])
      }),
    )
    if (!index) continue
    const before = cpuMicros()
    const candidates = index.candidatesFor(profile)
    decide(profile, candidates, index.statsFor(profile), index.settings)
    decisions.push((cpuMicros() - before) / 1000)
    found += candidates.length
  }
  let batched = 0
  for (let at = 0; at < PROBES; at += BATCH) batched += await timed(() => candidatesOf(db, probes.slice(at, at + BATCH)))
  return {
    leads,
    primaryKeyP95: distribution(primaryKey).p95,
    candidatesP95: distribution(single).p95,
    batchedPerEvent: batched / PROBES,
    decisionP95: distribution(decisions).p95,
    candidatesMean: found / PROBES,
  }
}

const candidatesOf = async (db: Database, events: readonly Profile[]) =>
  await inTransaction({ db }, (tx) => loadCandidateIndex(tx, events, new Map()))

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const LEADS_A_DAY = 1_000
/** People with ids for the tables, at a thousand a day: a store grows by lasting longer, not by busier days. */
const people = (seed: number, count: number, from: number): Profile[] =>
  generateEvents(count, seededRandom(seed))
    .slice(0, count)
    .map(({ profile }, index) => {
      const at = Date.UTC(2020, 0, 1) + ((from + index) / LEADS_A_DAY) * DAY_MS
      const seen = (side: number | null) => (side === null ? null : at)
      return {
        ...profile,
        id: randomUUID(),
        firstAt: at,
        lastAt: at,
        phoneOnlyAt: seen(profile.phoneOnlyAt),
        emailOnlyAt: seen(profile.emailOnlyAt),
      }
    })
