import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { adapterFor } from "@/lib/channels/registry"
import type { StoredDelivery, ParseSettings } from "@/lib/channels/contract"
import { changeLeads, type LeadUnit } from "@/lib/platform/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { restrictTimes, type EventTrust } from "@/lib/core/event-trust"
import type { Channel } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { CrmChange } from "@/lib/crm/provider"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import type { Ingested } from "@/lib/leads/ingest/apply-event"
import { recordCrmChanges } from "@/lib/sync/inbox/record-crm-changes"
import { lockShared } from "@/lib/platform/lock-order"
import { errorText } from "@/lib/platform/safe-error"
import { readReadingFormat } from "@/lib/platform/input-format-setting"
import { ATTEMPTS_MAX, isTransient, retryDelayMs } from "@/lib/platform/retry"

/**
 * Works off the inbox. A batch is claimed with SKIP LOCKED inside the transaction that does its work: a crash at any
 * point is a rollback, and the events are simply still there. There is no lease to expire and nothing to clean up.
 *
 * A body that cannot be read never fails a batch; it is a value (`dead`, with its reason). Should a batch fail all the
 * same, its events are taken one by one, so that the one that cannot be processed blocks nobody: it is tried again
 * with growing delays and in the end lies dead, visible and replayable.
 */
export type DrainResult = { taken: number; done: number; ignored: number; dead: number }

const DRAIN_BATCH = 200

export async function drainOnce(ctx: Ctx, options: { batch?: number } = {}): Promise<DrainResult> {
  try {
    return await changeLeads(ctx, (unit) => drainBatch(unit, options.batch ?? DRAIN_BATCH))
  } catch (error) {
    if (isTransient(error)) throw error
    ctx.log.error({ err: error }, "a batch failed; taking its events one by one")
    return await drainSingly(ctx, options.batch ?? DRAIN_BATCH)
  }
}

/** Until nothing is waiting; tests, imports and the demo seed use it instead of sleeping. */
export async function drainAll(ctx: Ctx): Promise<DrainResult> {
  const total: DrainResult = { taken: 0, done: 0, ignored: 0, dead: 0 }
  for (;;) {
    const result = await drainOnce(ctx)
    total.taken += result.taken
    total.done += result.done
    total.ignored += result.ignored
    total.dead += result.dead
    if (result.taken === 0) return total
  }
}

type Claimed = StoredDelivery & { id: string; attempts: number; trust: EventTrust }

type EventOutcome = {
  id: string
  state: "done" | "ignored" | "dead"
  reason: string | null
  notes: string[]
  leadIds: string[]
  waitingKeys: string[] | null
}

/**
 * News of a CRM is queued before anything else is locked: its rows are shared with the sync, which holds no lead meanwhile.
 */
async function drainBatch(unit: LeadUnit, limit: number): Promise<DrainResult> {
  const { db: tx } = unit
  const now = unit.now()
  const claimed = await claim(tx, now, limit)
  if (claimed.length === 0) return { taken: 0, done: 0, ignored: 0, dead: 0 }
  const settings = { format: await readReadingFormat(tx) }
  const parsed = claimed.map((delivery) => ({ delivery, ...parseDelivery(delivery, settings) }))
  const inputs = parsed.flatMap(({ events, delivery: { id, trust, receivedAt } }) =>
    events.map((event) => ({ event: restrictTimes(event, trust, receivedAt), receiptId: id, trust })),
  )
  const crmLeadIds = await recordCrmChanges(
    tx,
    parsed.flatMap(({ changes, delivery }) => (changes.length > 0 ? [{ receiptId: delivery.id, changes }] : [])),
    now,
  )
  const result = await ingestInto(unit, inputs, settings)
  let next = 0
  const outcomes = parsed.map(({ events, outcome, delivery: { id } }): EventOutcome => {
    const ingested = result.ingested.slice(next, (next += events.length))
    const noticed = crmLeadIds.get(id)
    if (noticed) return { id, state: "done", reason: null, notes: [], leadIds: noticed, waitingKeys: null }
    return outcome ?? outcomeOf(id, ingested)
  })
  await settle(tx, outcomes, now)
  await wakeParked(tx, result.newKeys)
  const count = (state: EventOutcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length
  return {
    taken: claimed.length,
    done: count("done"),
    ignored: count("ignored"),
    dead: count("dead"),
  }
}

type ClaimedRow = {
  id: string
  channel: Channel
  idempotency_key: string
  raw: Buffer
  headers: Record<string, string>
  trust: EventTrust
  received_at: Date | string
  attempts: number
}

async function claim(tx: Transaction, now: Date, limit: number): Promise<Claimed[]> {
  const { rows } = await tx.execute<ClaimedRow>(sql`
    select id, channel, idempotency_key, raw, headers, trust, received_at, attempts from inbound_events
    where state = 'received' and (retry_at is null or retry_at <= ${now.toISOString()})
    order by seq limit ${limit} for update skip locked`)
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    idempotencyKey: row.idempotency_key,
    raw: row.raw,
    headers: row.headers,
    trust: row.trust,
    receivedAt: new Date(row.received_at),
    attempts: row.attempts,
  }))
}

/** Adapters promise not to throw; one that does all the same makes a dead letter, not a stuck inbox. */
function parseDelivery(
  delivery: Claimed,
  settings: ParseSettings,
): { events: LeadEvent[]; changes: CrmChange[]; outcome: EventOutcome | null } {
  const settled = (state: "ignored" | "dead", reason: string) => ({
    events: [],
    changes: [],
    outcome: { id: delivery.id, state, reason, notes: [], leadIds: [], waitingKeys: null },
  })
  const adapter = adapterFor(delivery.channel)
  if (!adapter) return settled("dead", `there is no adapter for the channel "${delivery.channel}"`)
  try {
    const reading = adapter.parse(delivery, settings)
    if (reading.outcome === "ignored") return settled("ignored", reading.reason)
    if (reading.outcome === "unreadable") return settled("dead", reading.reason)
    if (reading.outcome === "crm") return { events: [], changes: reading.changes, outcome: null }
    return reading.events.length > 0
      ? { events: reading.events, changes: [], outcome: null }
      : settled("ignored", "nothing in it concerns a lead")
  } catch (error) {
    return settled("dead", `the adapter failed: ${errorText(error)}`)
  }
}

function outcomeOf(id: string, ingested: readonly Ingested[]): EventOutcome {
  const leadIds = [...new Set(ingested.flatMap((one) => (one.outcome === "ingested" ? [one.leadId] : [])))]
  const parked = ingested.flatMap((one) => (one.outcome === "parked" ? one.keys : []))
  const waitingKeys = parked.length > 0 ? [...new Set(parked)] : null
  const notes = ingested.flatMap((one) => (one.outcome === "ingested" ? one.notes : []))
  const unread = notes.filter(({ problem }) => problem === "unreadable").map(({ text }) => text)
  const read = { id, notes: [...new Set(notes.map(({ text }) => text))], leadIds, waitingKeys }
  if (leadIds.length > 0) return { ...read, state: "done", reason: unread.length > 0 ? unread.join("; ") : null }
  return { ...read, state: "ignored", reason: "about nobody we know yet; it is taken up when the person shows up" }
}

async function settle(tx: Transaction, outcomes: readonly EventOutcome[], now: Date): Promise<void> {
  const rows = outcomes.map((outcome) => ({
    id: outcome.id,
    state: outcome.state,
    reason: outcome.reason,
    notes: outcome.notes,
    lead_ids: outcome.leadIds,
    waiting_keys: outcome.waitingKeys,
  }))
  await tx.execute(sql`
    update inbound_events e
    set state = v.state, reason = v.reason, notes = v.notes, processed_at = ${now.toISOString()}, attempts = attempts + 1, retry_at = null,
        lead_ids = v.lead_ids, lead_id = v.lead_ids[1], waiting_keys = v.waiting_keys
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, state text, reason text, notes text[], lead_ids uuid[], waiting_keys text[])
    where e.id = v.id`)
}

/** An agent's message may arrive before the customer's: it waited for the conversation, and is ingested now. */
export async function wakeParked(tx: Transaction, newKeys: readonly string[]): Promise<void> {
  if (newKeys.length === 0) return
  const isWaiting = sql`waiting_keys is not null
    and waiting_keys && (select array_agg(k) from jsonb_array_elements_text(${JSON.stringify(newKeys)}::jsonb) k)`
  const { rows } = await tx.execute(sql`select 1 from inbound_events where ${isWaiting} limit 1`)
  if (rows.length === 0) return
  // One event may wait for keys of two batches.
  await lockShared(tx)
  await tx.execute(sql`update inbound_events set state = 'received', reason = null, waiting_keys = null where ${isWaiting}`)
}

async function drainSingly(ctx: Ctx, limit: number): Promise<DrainResult> {
  const total: DrainResult = { taken: 0, done: 0, ignored: 0, dead: 0 }
  for (let at = 0; at < limit; at += 1) {
    let taken: string | undefined
    try {
      const result = await changeLeads(ctx, async (unit) => {
        const { rows } = await unit.db.execute<{ id: string }>(sql`
          select id from inbound_events where state = 'received' and (retry_at is null or retry_at <= ${ctx.now().toISOString()})
          order by seq limit 1 for update skip locked`)
        taken = rows[0]?.id
        return await drainBatch(unit, 1)
      })
      if (result.taken === 0) return total
      total.taken += 1
      total.done += result.done
      total.ignored += result.ignored
      total.dead += result.dead
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
