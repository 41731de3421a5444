import { sql, type SQL } from "drizzle-orm"
import type { BlockReason } from "@/lib/core/sync/refusals"
import type { Database } from "@/db/client"
import type { CrmCall } from "@/lib/crm/hooks"
import { newId } from "@/lib/platform/ids"
import { PROVIDER } from "./crm-settings"

/**
 * What may still be asked of the CRM, shared by every process through one row. Calls are spread evenly: each moves the time
 * of the next one on, and one that is due too far ahead waits. The even rate plus a small burst never add up to more than is
 * allowed in any ten seconds, wherever those begin; what is left between the two and the limit is for calls that arrive later
 * than they were let through. A day begins at midnight in the time zone of the account.
 */
const WINDOW_MS = 10_000
const SHARE = 0.95
const BURST_SHARE = 0.02
const SEARCH_GAP_MS = 250
/** How far ahead of an even pace a call may be. */
const SLACK_MS = (WINDOW_MS * BURST_SHARE) / SHARE

export type Admission = { ok: true } | { ok: false; waitMs: number; why: BlockReason | null }

/** The account's calendar day at an instant. */
export const budgetDay = (now: Date): SQL => sql`to_char(${now.toISOString()}::timestamptz at time zone day_zone, 'YYYY-MM-DD')`

export async function openBudget(db: Pick<Database, "execute">, now: Date): Promise<void> {
  const at = now.toISOString()
  await db.execute(sql`
    insert into crm_budget (id, provider, burst_next_at, search_next_at, day, updated_at)
    values (${newId()}, ${PROVIDER}, ${at}, ${at}, '', ${at}) on conflict (provider) do nothing`)
}

/** A zone that the database does not know changes nothing. */
export async function setBudgetZone(db: Pick<Database, "execute">, zone: string): Promise<void> {
  await db.execute(sql`
    update crm_budget set day_zone = ${zone}
    where provider = ${PROVIDER} and day_zone <> ${zone} and exists (select 1 from pg_timezone_names where name = ${zone})`)
}

type BudgetRow = {
  burst_next_at: Date | string
  search_next_at: Date | string
  burst_max: number
  blocked_until: Date | string | null
  blocked_why: BlockReason | null
}

/**
 * One atomic statement lets a call through or not. A call in the background (a first load, a comparison) is let through
 * only when no other stands before it: it takes no part in the burst, and leaves searches a gap.
 */
export async function admitCall(
  db: Pick<Database, "execute">,
  scope: "burst" | "search",
  now: Date,
  { isPatient = false }: { isPatient?: boolean } = {},
): Promise<Admission> {
  const at = now.toISOString()
  const aheadMs = scope === "search" ? (isPatient ? -SEARCH_GAP_MS : 0) : isPatient ? 0 : SLACK_MS
  const today = budgetDay(now)
  const { rows } = await db.execute<{ ok: number }>(
    scope === "search"
      ? sql`
        update crm_budget set search_next_at = greatest(search_next_at, ${at}::timestamptz) + interval '1 millisecond' * ${SEARCH_GAP_MS}::int,
          day_used = case when day = ${today} then day_used else 0 end + 1, day = ${today}, updated_at = ${at}
        where provider = ${PROVIDER} and (blocked_until is null or blocked_until <= ${at}::timestamptz)
          and search_next_at <= ${at}::timestamptz + interval '1 millisecond' * ${aheadMs}::float8
        returning 1 as ok`
      : sql`
        update crm_budget set
          burst_next_at = greatest(burst_next_at, ${at}::timestamptz) + interval '1 millisecond' * (${WINDOW_MS}::float8 / (burst_max * ${SHARE}::float8)),
          day_used = case when day = ${today} then day_used else 0 end + 1, day = ${today}, updated_at = ${at}
        where provider = ${PROVIDER} and (blocked_until is null or blocked_until <= ${at}::timestamptz)
          and burst_next_at <= ${at}::timestamptz + interval '1 millisecond' * ${aheadMs}::float8
        returning 1 as ok`,
  )
  if (rows.length > 0) return { ok: true }
  const { rows: found } = await db.execute<BudgetRow>(
    sql`select burst_next_at, search_next_at, burst_max, blocked_until, blocked_why from crm_budget where provider = ${PROVIDER}`,
  )
  const row = found[0]
  if (!row) {
    await openBudget(db, now)
    return { ok: false, waitMs: 1, why: null }
  }
  const blockedMs = row.blocked_until === null ? 0 : new Date(row.blocked_until).getTime() - now.getTime()
  if (blockedMs > 0) return { ok: false, waitMs: blockedMs, why: row.blocked_why }
  const next = new Date(scope === "search" ? row.search_next_at : row.burst_next_at).getTime()
  return { ok: false, waitMs: Math.max(1, Math.ceil(next - aheadMs - now.getTime())), why: null }
}

/** No process calls before then. A longer block is never shortened by a shorter one. */
export async function blockCalls(db: Pick<Database, "execute">, until: Date, why: BlockReason): Promise<void> {
  await db.execute(sql`
    update crm_budget set blocked_why = case when blocked_until is null or blocked_until < ${until.toISOString()}::timestamptz then ${why} else blocked_why end,
      blocked_until = greatest(coalesce(blocked_until, ${until.toISOString()}::timestamptz), ${until.toISOString()}::timestamptz)
    where provider = ${PROVIDER}`)
}

const BURST_FIRST_MS = 1_000
const BURST_AGAIN_MS = 10_000

/**
 * A refusal for too many calls although they were counted: a call came late, or another program shares the account. The first
 * one costs a second; one that follows soon shows that the limit is really used up, and waits until all of it is free again.
 */
export async function blockBurst(db: Pick<Database, "execute">, now: Date): Promise<number> {
  const { rows } = await db.execute(sql`
    select 1 from crm_budget where provider = ${PROVIDER} and blocked_why = 'burst'
      and blocked_until between ${new Date(now.getTime() - BURST_AGAIN_MS).toISOString()}::timestamptz and ${now.toISOString()}::timestamptz`)
  const pauseMs = rows.length > 0 ? BURST_AGAIN_MS : BURST_FIRST_MS
  await blockCalls(db, new Date(now.getTime() + pauseMs), "burst")
  return pauseMs
}

export async function unblockCalls(db: Pick<Database, "execute">): Promise<void> {
  await db.execute(sql`update crm_budget set blocked_until = null, blocked_why = null, failures = 0 where provider = ${PROVIDER}`)
}

const BREAKER_FROM = 4
const BREAKER_FIRST_MS = 5_000
const BREAKER_MAX_MS = 300_000

/** From a few failures in a row on, everybody pauses, longer each time; one success ends it. Answers with the pause, or 0. */
export async function countFailure(db: Pick<Database, "execute">, now: Date): Promise<number> {
  const { rows } = await db.execute<{ failures: number }>(
    sql`update crm_budget set failures = failures + 1 where provider = ${PROVIDER} returning failures`,
  )
  const failures = rows[0]?.failures ?? 0
  if (failures < BREAKER_FROM) return 0
  const pauseMs = Math.min(BREAKER_MAX_MS, BREAKER_FIRST_MS * 2 ** (failures - BREAKER_FROM))
  await blockCalls(db, new Date(now.getTime() + pauseMs), "outage")
  return pauseMs
}

/** What the CRM says of its limits is truer than our own count. */
export async function noteAnswers(db: Pick<Database, "execute">, calls: readonly CrmCall[], now: Date): Promise<void> {
  const quota = calls.findLast((call) => call.quota !== null)?.quota ?? null
  const isAnswered = calls.some(
    ({ status, problem }) => status !== null && (problem === null || !["transient", "lost", "rate_limited"].includes(problem)),
  )
  if (quota === null && !isAnswered) return
  const used = quota?.dailyMax !== null && quota?.dailyLeft !== null && quota ? (quota.dailyMax ?? 0) - (quota.dailyLeft ?? 0) : null
  await db.execute(sql`
    update crm_budget set
      burst_max = coalesce(${quota?.burstMax ?? null}::int, burst_max), day_max = coalesce(${quota?.dailyMax ?? null}::int, day_max),
      day_used = case when ${used}::int is not null then ${used}::int when day = ${budgetDay(now)} then day_used else 0 end,
      day = ${budgetDay(now)},
      failures = case when ${isAnswered} then 0 else failures end
    where provider = ${PROVIDER}`)
}

/** So much of the day is used that background work waits until tomorrow. Unknown where the CRM names no limit. */
export async function isNearlySpent(db: Pick<Database, "execute">, now: Date, percent: number): Promise<boolean> {
  const { rows } = await db.execute(
    sql`select 1 from crm_budget where provider = ${PROVIDER} and day = ${budgetDay(now)} and day_used >= day_max * ${percent}::float8 / 100`,
  )
  return rows.length > 0
}

/** Why no call is made now; null where calls are made. */
export async function blockReason(db: Pick<Database, "execute">, now: Date): Promise<BlockReason | null> {
  const { rows } = await db.execute<{ blocked_why: BlockReason }>(
    sql`select blocked_why from crm_budget where provider = ${PROVIDER} and blocked_until > ${now.toISOString()}::timestamptz`,
  )
  return rows[0]?.blocked_why ?? null
}

export const isBlocked = async (db: Pick<Database, "execute">, now: Date): Promise<boolean> => (await blockReason(db, now)) !== null
