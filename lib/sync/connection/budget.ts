import { sql, type SQL } from "drizzle-orm"
import type { BlockReason } from "@/lib/core/sync/refusals"
import { DAY_MS } from "@/lib/core/time"
import type { CrmCall } from "@/lib/crm/hooks"
import { newId } from "@/lib/platform/ids"
import type { CrmDb } from "./crm-connection"

/**
 * What may still be asked of a CRM, shared by every process. Calls of a bucket are spread evenly: each moves the time of
 * the next one on, and one that is due too far ahead waits. The even rate plus a small burst never add up to more than is
 * allowed in any window, wherever that begins; what is left between the two and the limit is for calls that arrive later
 * than they were let through. A day begins at midnight in the time zone of the account, or is the last 24 hours.
 */
const SHARE = 0.95
const BURST_SHARE = 0.02
/** Where turns are this few a window, background calls leave a gap of one. */
const SCARCE = 10
/** A call that took longer has lost its slot; calls are cut off well before. */
const SLOT_MS = 60_000

export type Admission = { ok: true; slot: string | null } | { ok: false; waitMs: number; why: BlockReason | null }

const today = (now: Date): SQL => sql`to_char(${now.toISOString()}::timestamptz at time zone day_zone, 'YYYY-MM-DD')`

/** The day's calls at an instant. Those of a rolling day leave it as evenly as they came. */
export const dayUsed = ({ definition }: CrmDb["crm"], now: Date): SQL<number> =>
  definition.budget.day.isRolling
    ? sql<number>`day_used * greatest(0, 1 - extract(epoch from (${now.toISOString()}::timestamptz - updated_at)) * 1000 / ${DAY_MS}::float8)`
    : sql<number>`case when day = ${today(now)} then day_used else 0 end`

export async function openBudget({ db, crm }: CrmDb, now: Date): Promise<void> {
  const at = now.toISOString()
  const { buckets, day } = crm.definition.budget
  await db.execute(sql`
    insert into crm_budget (id, provider, day_max, day, updated_at) values (${newId()}, ${crm.name}, ${day.max}, '', ${at})
    on conflict (provider) do nothing`)
  for (const [name, { windowMs, max }] of Object.entries(buckets))
    await db.execute(sql`
      insert into crm_buckets (id, provider, name, next_at, window_ms, max) values (${newId()}, ${crm.name}, ${name}, ${at}, ${windowMs}, ${max})
      on conflict (provider, name) do nothing`)
}

/** A zone that the database does not know changes nothing. */
export async function setBudgetZone({ db, crm }: CrmDb, zone: string): Promise<void> {
  await db.execute(sql`
    update crm_budget set day_zone = ${zone}
    where provider = ${crm.name} and day_zone <> ${zone} and exists (select 1 from pg_timezone_names where name = ${zone})`)
}

type Turn = { bucket: string; cost?: number; isPatient?: boolean }

/**
 * One atomic statement lets a call through or not. A call in the background (a first load, a comparison) is let through
 * only when no other stands before it: it takes no part in the burst. The row of the budget is locked first, so that its
 * slots are counted one call after the other.
 */
export async function admitCall(at: CrmDb, { bucket, cost = 1, isPatient = false }: Turn, now: Date): Promise<Admission> {
  const { db, crm } = at
  const { slots } = crm.definition.budget
  const moment = sql`${now.toISOString()}::timestamptz`
  const slot = slots === null ? null : newId()
  const live = sql`(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(g.slots) where (value #>> '{}')::timestamptz > ${moment})`
  const taken =
    slot === null ? sql`slots` : sql`${live} || jsonb_build_object(${slot}::text, ${new Date(now.getTime() + SLOT_MS).toISOString()}::text)`
  const hasSlot = slots === null ? sql`true` : sql`(select count(*) from jsonb_each(${live})) < ${slots}`
  const { rows } = await db.execute(sql`
    with open as (
      select provider from crm_budget g where provider = ${crm.name} and (blocked_until is null or blocked_until <= ${moment}) and ${hasSlot} for update
    ), turn as (
      update crm_buckets b set next_at = greatest(next_at, ${moment}) + interval '1 millisecond' * (${cost}::float8 * ${STEP_MS})
      from open where b.provider = open.provider and b.name = ${bucket}
        and next_at <= ${moment} + interval '1 millisecond' * (${aheadMs(isPatient)})
      returning b.provider
    )
    update crm_budget g set day_used = ${dayUsed(crm, now)} + ${cost}, day = ${today(now)}, slots = ${taken}, updated_at = ${moment}
    from turn where g.provider = turn.provider returning 1 as ok`)
  if (rows.length > 0) return { ok: true, slot }
  return await refusal(at, { bucket, isPatient }, now)
}

const STEP_MS = sql.raw(`(window_ms / (max * ${SHARE}::float8))`)

/** How far ahead of an even pace a call may be. */
const aheadMs = (isPatient: boolean): SQL =>
  isPatient
    ? sql`case when max < ${SCARCE} then - ${STEP_MS} else 0 end`
    : sql`case when max < ${SCARCE} then 0 else window_ms * ${BURST_SHARE / SHARE}::float8 end`

type Wait = { wait_ms: number | null; blocked_ms: number | null; blocked_why: BlockReason | null }

async function refusal(at: CrmDb, { bucket, isPatient }: Turn, now: Date): Promise<Admission> {
  const moment = sql`${now.toISOString()}::timestamptz`
  const { rows } = await at.db.execute<Wait>(sql`
    select extract(epoch from (b.next_at - ${moment}))::float8 * 1000 - (${aheadMs(isPatient ?? false)}) as wait_ms,
      extract(epoch from (g.blocked_until - ${moment}))::float8 * 1000 as blocked_ms, g.blocked_why
    from crm_budget g join crm_buckets b on b.provider = g.provider and b.name = ${bucket} where g.provider = ${at.crm.name}`)
  const [row] = rows
  if (!row) {
    await openBudget(at, now)
    return { ok: false, waitMs: 1, why: null }
  }
  if (row.blocked_ms !== null && row.blocked_ms > 0) return { ok: false, waitMs: Math.ceil(row.blocked_ms), why: row.blocked_why }
  // With a turn to have and no slot, a call has to end first.
  return { ok: false, waitMs: row.wait_ms !== null && row.wait_ms > 0 ? Math.ceil(row.wait_ms) : SLOT_WAIT_MS, why: null }
}

const SLOT_WAIT_MS = 50

export async function releaseSlot({ db, crm }: CrmDb, slot: string): Promise<void> {
  await db.execute(sql`update crm_budget set slots = slots - ${slot}::text where provider = ${crm.name}`)
}

/** No process calls before then. A longer block is never shortened by a shorter one. */
export async function blockCalls({ db, crm }: CrmDb, until: Date, why: BlockReason): Promise<void> {
  await db.execute(sql`
    update crm_budget set blocked_why = case when blocked_until is null or blocked_until < ${until.toISOString()}::timestamptz then ${why} else blocked_why end,
      blocked_until = greatest(coalesce(blocked_until, ${until.toISOString()}::timestamptz), ${until.toISOString()}::timestamptz)
    where provider = ${crm.name}`)
}

const BURST_FIRST_MS = 1_000
const BURST_AGAIN_MS = 10_000

/**
 * A refusal for too many calls although they were counted: a call came late, or another program shares the account. The first
 * one costs a second; one that follows soon shows that the limit is really used up, and waits until all of it is free again.
 */
export async function blockBurst(at: CrmDb, now: Date): Promise<number> {
  const { rows } = await at.db.execute(sql`
    select 1 from crm_budget where provider = ${at.crm.name} and blocked_why = 'burst'
      and blocked_until between ${new Date(now.getTime() - BURST_AGAIN_MS).toISOString()}::timestamptz and ${now.toISOString()}::timestamptz`)
  const pauseMs = rows.length > 0 ? BURST_AGAIN_MS : BURST_FIRST_MS
  await blockCalls(at, new Date(now.getTime() + pauseMs), "burst")
  return pauseMs
}

export async function unblockCalls({ db, crm }: CrmDb): Promise<void> {
  await db.execute(sql`update crm_budget set blocked_until = null, blocked_why = null, failures = 0 where provider = ${crm.name}`)
}

const BREAKER_FROM = 4
const BREAKER_FIRST_MS = 5_000
const BREAKER_MAX_MS = 300_000

/** From a few failures in a row on, everybody pauses, longer each time; one success ends it. Answers with the pause, or 0. */
export async function countFailure(at: CrmDb, now: Date): Promise<number> {
  const { rows } = await at.db.execute<{ failures: number }>(
    sql`update crm_budget set failures = failures + 1 where provider = ${at.crm.name} returning failures`,
  )
  const failures = rows[0]?.failures ?? 0
  if (failures < BREAKER_FROM) return 0
  const pauseMs = Math.min(BREAKER_MAX_MS, BREAKER_FIRST_MS * 2 ** (failures - BREAKER_FROM))
  await blockCalls(at, new Date(now.getTime() + pauseMs), "outage")
  return pauseMs
}

/** What the CRM says of its limits is truer than our own count. */
export async function noteAnswers({ db, crm }: CrmDb, calls: readonly CrmCall[], now: Date): Promise<void> {
  const quota = calls.findLast((call) => call.quota !== null)?.quota ?? null
  const isAnswered = calls.some(
    ({ status, problem }) => status !== null && (problem === null || !["transient", "lost", "rate_limited"].includes(problem)),
  )
  if (quota === null && !isAnswered) return
  const used = quota?.dailyMax !== null && quota?.dailyLeft !== null && quota ? (quota.dailyMax ?? 0) - (quota.dailyLeft ?? 0) : null
  await db.execute(sql`
    update crm_budget set day_max = coalesce(${quota?.dailyMax ?? null}::int, day_max),
      day_used = coalesce(${used}::float8, ${dayUsed(crm, now)}), day = ${today(now)}, updated_at = ${now.toISOString()},
      failures = case when ${isAnswered} then 0 else failures end
    where provider = ${crm.name}`)
  if (quota?.burstMax) await db.execute(sql`update crm_buckets set max = ${quota.burstMax} where provider = ${crm.name} and name = 'burst'`)
}

/** So much of the day is used that background work waits until tomorrow. Unknown where the CRM names no limit. */
export async function isNearlySpent({ db, crm }: CrmDb, now: Date, percent: number): Promise<boolean> {
  const { rows } = await db.execute(
    sql`select 1 from crm_budget where provider = ${crm.name} and ${dayUsed(crm, now)} >= day_max * ${percent}::float8 / 100`,
  )
  return rows.length > 0
}

/** Why no call is made now; null where calls are made. */
export async function blockReason({ db, crm }: CrmDb, now: Date): Promise<BlockReason | null> {
  const { rows } = await db.execute<{ blocked_why: BlockReason }>(
    sql`select blocked_why from crm_budget where provider = ${crm.name} and blocked_until > ${now.toISOString()}::timestamptz`,
  )
  return rows[0]?.blocked_why ?? null
}

export const isBlocked = async (at: CrmDb, now: Date): Promise<boolean> => (await blockReason(at, now)) !== null
