import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { adapterFor } from "@/lib/channels/registry"
import type { StoredDelivery } from "@/lib/channels/contract"
import type { Ctx } from "@/lib/platform/context"
import type { Channel } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { CrmChange } from "@/lib/crm/provider"
import { foldEvents } from "@/lib/leads/ingest/fold-events"
import { react } from "@/lib/reactions/react"
import type { Folded } from "@/lib/leads/ingest/apply-event"
import { noteCrmNotices } from "@/lib/sync/inbox/note-notices"
import { errorText } from "@/lib/platform/safe-error"
import { ATTEMPTS_MAX, isTransient, retryDelayMs } from "@/lib/platform/retry"

/**
 * Works off the inbox. A batch is claimed with SKIP LOCKED inside the transaction that does its work: a crash at any
 * point is a rollback, and the events are simply still there. There is no lease to expire and nothing to clean up.
 *
 * A body that cannot be read never fails a batch; it is a value (`dead`, with its reason). Should a batch fail all the
 * same, its events are taken one by one, so that the one that cannot be processed blocks nobody: it is tried again
 * with growing delays and in the end lies dead, visible and replayable.
 */
export type DrainResult = { taken: number; done: number; ignored: number; dead: number; changedLeadIds: string[] }

export const DRAIN_BATCH = 200

export async function drainOnce(ctx: Ctx, options: { batch?: number } = {}): Promise<DrainResult> {
  try {
    return await ctx.db.transaction((tx) => drainBatch(ctx, tx, options.batch ?? DRAIN_BATCH))
  } catch (error) {
    if (isTransient(error)) throw error
    ctx.log.error({ err: error }, "a batch failed; taking its events one by one")
    return await drainSingly(ctx, options.batch ?? DRAIN_BATCH)
  }
}

/** Until nothing is waiting; tests, imports and the demo seed use it instead of sleeping. */
export async function drainAll(ctx: Ctx): Promise<DrainResult> {
  const total: DrainResult = { taken: 0, done: 0, ignored: 0, dead: 0, changedLeadIds: [] }
  for (;;) {
    const result = await drainOnce(ctx)
    total.taken += result.taken
    total.done += result.done
    total.ignored += result.ignored
    total.dead += result.dead
    total.changedLeadIds.push(...result.changedLeadIds)
    if (result.taken === 0) return total
  }
}

type Claimed = StoredDelivery & { id: string; attempts: number }

type Verdict = { id: string; state: "done" | "ignored" | "dead"; reason: string | null; leadIds: string[]; waitingKeys: string[] | null }

async function drainBatch(ctx: Ctx, tx: Transaction, limit: number): Promise<DrainResult> {
  const claimed = await claim(tx, ctx.now(), limit)
  if (claimed.length === 0) return { taken: 0, done: 0, ignored: 0, dead: 0, changedLeadIds: [] }
  const parsed = claimed.map(parseDelivery)
  const inputs = parsed.flatMap(({ events }, at) => events.map((event) => ({ event, receiptId: claimed[at]?.id ?? "" })))
  const result = await foldEvents(tx, inputs, ctx.now())
  await react(ctx, tx, result.changes)
  const crmLeadIds = await noteCrmNotices(
    tx,
    parsed.flatMap(({ notices }, at) => (notices.length > 0 ? [{ receiptId: claimed[at]?.id ?? "", notices }] : [])),
    ctx.now(),
  )
  let next = 0
  const verdicts = parsed.map(({ events, verdict }, at): Verdict => {
    const folded = result.folded.slice(next, (next += events.length))
    const id = claimed[at]?.id ?? ""
    const noticed = crmLeadIds.get(id)
    if (noticed) return { id, state: "done", reason: null, leadIds: noticed, waitingKeys: null }
    return verdict ?? verdictOf(id, folded)
  })
  await settle(tx, verdicts, ctx.now())
  await wakeParked(tx, result.newKeys)
  const count = (state: Verdict["state"]) => verdicts.filter((verdict) => verdict.state === state).length
  return {
    taken: claimed.length,
    done: count("done"),
    ignored: count("ignored"),
    dead: count("dead"),
    changedLeadIds: result.changedLeadIds,
  }
}

type ClaimedRow = {
  id: string
  channel: Channel
  idempotency_key: string
  raw: Buffer
  headers: Record<string, string>
  received_at: Date | string
  attempts: number
}

async function claim(tx: Transaction, now: Date, limit: number): Promise<Claimed[]> {
  const { rows } = await tx.execute<ClaimedRow>(sql`
    select id, channel, idempotency_key, raw, headers, received_at, attempts from inbound_events
    where state = 'received' and (retry_at is null or retry_at <= ${now.toISOString()})
    order by seq limit ${limit} for update skip locked`)
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    idempotencyKey: row.idempotency_key,
    raw: row.raw,
    headers: row.headers,
    receivedAt: new Date(row.received_at),
    attempts: row.attempts,
  }))
}

/** Adapters promise not to throw; one that does all the same makes a dead letter, not a stuck inbox. */
function parseDelivery(delivery: Claimed): { events: LeadEvent[]; notices: CrmChange[]; verdict: Verdict | null } {
  const settled = (state: "ignored" | "dead", reason: string) => ({
    events: [],
    notices: [],
    verdict: { id: delivery.id, state, reason, leadIds: [], waitingKeys: null },
  })
  const adapter = adapterFor(delivery.channel)
  if (!adapter) return settled("dead", `there is no adapter for the channel "${delivery.channel}"`)
  try {
    const outcome = adapter.parse(delivery)
    if (outcome.outcome === "ignored") return settled("ignored", outcome.reason)
    if (outcome.outcome === "unreadable") return settled("dead", outcome.reason)
    if (outcome.outcome === "crm") return { events: [], notices: outcome.changes, verdict: null }
    return outcome.events.length > 0
      ? { events: outcome.events, notices: [], verdict: null }
      : settled("ignored", "nothing in it concerns a lead")
  } catch (error) {
    return settled("dead", `the adapter failed: ${errorText(error)}`)
  }
}

function verdictOf(id: string, folded: readonly Folded[]): Verdict {
  const leadIds = [...new Set(folded.flatMap((one) => (one.outcome === "folded" ? [one.leadId] : [])))]
  const parked = folded.flatMap((one) => (one.outcome === "parked" ? one.keys : []))
  const waitingKeys = parked.length > 0 ? [...new Set(parked)] : null
  if (leadIds.length > 0) return { id, state: "done", reason: null, leadIds, waitingKeys }
  return { id, state: "ignored", reason: "about nobody we know yet; it is taken up when the person shows up", leadIds, waitingKeys }
}

async function settle(tx: Transaction, verdicts: readonly Verdict[], now: Date): Promise<void> {
  const rows = verdicts.map((verdict) => ({
    id: verdict.id,
    state: verdict.state,
    reason: verdict.reason,
    lead_ids: verdict.leadIds,
    waiting_keys: verdict.waitingKeys,
  }))
  await tx.execute(sql`
    update inbound_events e
    set state = v.state, reason = v.reason, processed_at = ${now.toISOString()}, attempts = attempts + 1, retry_at = null,
        lead_ids = v.lead_ids, lead_id = v.lead_ids[1], waiting_keys = v.waiting_keys
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, state text, reason text, lead_ids uuid[], waiting_keys text[])
    where e.id = v.id`)
}

/** An agent's message may arrive before the customer's: it waited for the conversation, and is folded now. */
export async function wakeParked(tx: Transaction, newKeys: readonly string[]): Promise<void> {
  if (newKeys.length === 0) return
  await tx.execute(sql`
    update inbound_events set state = 'received', reason = null, waiting_keys = null
    where waiting_keys is not null and waiting_keys && (select array_agg(k) from jsonb_array_elements_text(${JSON.stringify(newKeys)}::jsonb) k)`)
}

async function drainSingly(ctx: Ctx, limit: number): Promise<DrainResult> {
  const total: DrainResult = { taken: 0, done: 0, ignored: 0, dead: 0, changedLeadIds: [] }
  for (let at = 0; at < limit; at += 1) {
    let taken: string | undefined
    try {
      const result = await ctx.db.transaction(async (tx) => {
        const { rows } = await tx.execute<{ id: string }>(sql`
          select id from inbound_events where state = 'received' and (retry_at is null or retry_at <= ${ctx.now().toISOString()})
          order by seq limit 1 for update skip locked`)
        taken = rows[0]?.id
        return await drainBatch(ctx, tx, 1)
      })
      if (result.taken === 0) return total
      total.taken += 1
      total.done += result.done
      total.ignored += result.ignored
      total.dead += result.dead
      total.changedLeadIds.push(...result.changedLeadIds)
    } catch (error) {
      if (taken === undefined) throw error
      total.taken += 1
      total.dead += await postpone(ctx, taken, error)
    }
  }
  return total
}

/** Returns 1 when the event has used up its attempts and is dead now. */
async function postpone(ctx: Ctx, id: string, error: unknown): Promise<number> {
  const reason = errorText(error)
  const { rows } = await ctx.db.execute<{ attempts: number }>(sql`
    update inbound_events set attempts = attempts + 1 where id = ${id} and state = 'received' returning attempts`)
  const attempts = rows[0]?.attempts ?? 0
  ctx.log.error({ err: error, eventId: id, attempts }, "event could not be processed")
  if (attempts >= ATTEMPTS_MAX) {
    await ctx.db.execute(
      sql`update inbound_events set state = 'dead', reason = ${`processing failed: ${reason}`}, processed_at = ${ctx.now().toISOString()} where id = ${id} and state = 'received'`,
    )
    return 1
  }
  const retryAt = new Date(ctx.now().getTime() + retryDelayMs(attempts))
  await ctx.db.execute(sql`update inbound_events set retry_at = ${retryAt.toISOString()} where id = ${id} and state = 'received'`)
  return 0
}
