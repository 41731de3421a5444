import { sql } from "drizzle-orm"
import { DAY_MS } from "@/lib/core/time"
import { idsIn } from "@/db/sql"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import type { Band } from "@/lib/core/lead-states"
import { factsBefore } from "@/lib/core/scoring/facts"
import { ScoreRules } from "@/lib/core/scoring/rules"
import { scoreLead } from "@/lib/core/scoring/score-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { readActiveRules } from "./active-rules"
import { readFacts, type ScoredLead } from "./read-facts"

export const BackTestRules = z.object({ rules: ScoreRules })

export type BackTest = {
  /** Leads on the board, and how many of them were tested: all, or the most recently active. */
  total: number
  looked: number
  /** Leads by their current band and the band they would have. */
  moves: { from: Band; to: Band; leads: number }[]
  bandsChanged: number
  scoresChanged: number
  /** Leads that would change band, largest change first. */
  sample: { id: string; name: string | null; from: { score: number; band: Band }; to: { score: number; band: Band } }[]
  /** Bookings of the last quarter, each lead scored with the facts known before it booked. */
  bookings: { leads: number; highNow: number; highThen: number }
}

const LOOKED_MAX = 5_000
const BOOKINGS_MAX = 1_000
const SAMPLE_MAX = 12
const BATCH = 500
const QUARTER_DAYS = 91

/** Tests new rules without applying them. Both sets are computed, so a running rescore does not distort the result. */
export async function backTestRules(ctx: Ctx, input: z.input<typeof BackTestRules>): Promise<BackTest> {
  requirePermission(ctx, "settings.manage")
  const { rules } = BackTestRules.parse(input)
  const { rules: now } = await readActiveRules(ctx.db)
  const moves = new Map<string, BackTest["moves"][number]>()
  const changed: (Omit<BackTest["sample"][number], "name"> & { distance: number })[] = []
  let scoresChanged = 0
  const ids = await recentLeads(ctx)
  for await (const lead of factsOf(ctx, ids)) {
    const [from, to] = [scoreLead(lead.facts, now), scoreLead(lead.facts, rules)]
    const move = moves.get(`${from.band}:${to.band}`) ?? { from: from.band, to: to.band, leads: 0 }
    moves.set(`${from.band}:${to.band}`, { ...move, leads: move.leads + 1 })
    if (from.score !== to.score) scoresChanged += 1
    if (from.band !== to.band) changed.push({ id: lead.leadId, from, to, distance: Math.abs(from.score - to.score) })
  }
  const sample = changed.sort((a, b) => b.distance - a.distance || (a.id < b.id ? -1 : 1)).slice(0, SAMPLE_MAX)
  return {
    total: await countLeads(ctx),
    looked: ids.length,
    moves: [...moves.values()],
    bandsChanged: changed.length,
    scoresChanged,
    sample: await named(ctx, sample),
    bookings: await testBookings(ctx, now, rules),
  }
}

async function countLeads(ctx: Ctx): Promise<number> {
  const { rows } = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from leads where state = 'active' and kind = 'lead'`)
  return rows[0]?.n ?? 0
}

async function recentLeads(ctx: Ctx): Promise<string[]> {
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    select id from leads where state = 'active' and kind = 'lead' order by last_activity_at desc, id desc limit ${LOOKED_MAX}`)
  return rows.map(({ id }) => id)
}

async function* factsOf(ctx: Ctx, ids: readonly string[], until?: ReadonlyMap<string, string>): AsyncGenerator<ScoredLead> {
  for (let start = 0; start < ids.length; start += BATCH) {
    yield* await readFacts(ctx.db, ids.slice(start, start + BATCH), until ? { until } : {})
  }
}

async function named(ctx: Ctx, sample: readonly Omit<BackTest["sample"][number], "name">[]): Promise<BackTest["sample"]> {
  const { rows } = await ctx.db.execute<{ id: string; name: string | null }>(sql`
    select l.id, coalesce(l.name, l.phones[1], l.emails[1]) as name from leads l
    where l.id in ${idsIn(sample.map(({ id }) => id))}`)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return sample.map(({ id, from, to }) => ({
    id,
    name: names.get(id) ?? null,
    from: { score: from.score, band: from.band },
    to: { score: to.score, band: to.band },
  }))
}

async function testBookings(ctx: Ctx, now: ScoreRules, rules: ScoreRules): Promise<BackTest["bookings"]> {
  const since = new Date(ctx.now().getTime() - QUARTER_DAYS * DAY_MS).toISOString()
  const { rows } = await ctx.db.execute<{ id: string; at: Date | string }>(sql`
    select b.lead_id as id, max(b.booked_at) as at from bookings b join leads l on l.id = b.lead_id
    where b.booked_at >= ${since} and b.status <> 'cancelled' and l.state = 'active' and l.kind = 'lead'
    group by b.lead_id order by at desc, id limit ${BOOKINGS_MAX}`)
  const until = new Map(rows.map(({ id, at }) => [id, new Date(at).toISOString()]))
  const result = { leads: 0, highNow: 0, highThen: 0 }
  for await (const lead of factsOf(ctx, [...until.keys()], until)) {
    const facts = factsBefore(lead.facts, until.get(lead.leadId) ?? "")
    result.leads += 1
    if (scoreLead(facts, now).band === "high") result.highNow += 1
    if (scoreLead(facts, rules).band === "high") result.highThen += 1
  }
  return result
}
