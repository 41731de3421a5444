import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { adapterFor } from "@/lib/channels/registry"
import type { ChannelAdapter, ParseSettings } from "@/lib/channels/contract"
import { holdReason } from "@/lib/core/spam/spam-score"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { restrictTimes } from "@/lib/core/event-trust"
import type { LeadEvent } from "@/lib/core/lead-event"
import { unstorableIn } from "@/lib/core/values/storable-event"
import type { CrmChange } from "@/lib/crm/provider"
import { ingestInto, type IngestResult } from "@/lib/leads/ingest/ingest-events"
import type { Ingested } from "@/lib/leads/ingest/apply-event"
import { SUPPRESSED } from "@/lib/leads/ingest/suppression"
import { recordCrmChanges } from "@/lib/sync/inbox/record-crm-changes"
import { lockShared } from "@/lib/platform/lock-order"
import { preloadSettings } from "@/lib/platform/settings/setting"
import { errorText } from "@/lib/platform/safe-error"
import { faultOf } from "@/lib/platform/retry"
import { readParseSettings } from "@/lib/intake/parse-settings"
import { claimFresh, claimDeferred, isAnyDue, type ClaimedEvent } from "./claim-events"
import { countAttempt, deferWithoutAttempt } from "./defer"

/**
 * Works off the inbox. A batch is claimed with SKIP LOCKED inside the transaction that does its work: a crash at any
 * point is a rollback, and the events are simply still there. There is no lease to expire and nothing to clean up.
 *
 * A body that cannot be read never fails a batch; it is a value (`dead`, with its reason). Should a batch fail all the
 * same, it matters whose fault it was (lib/platform/retry.ts):
 *
 * - an outage: the events are untouched, and the caller waits;
 * - contention (a locked lead, a deadlock): the events are taken one by one, and those that are still in the way of
 *   another transaction step aside for a while without losing an attempt, so that fresh ones pass;
 * - the event's own fault: taken one by one, the event that cannot be processed is tried again with growing delays and in
 *   the end lies dead, visible and replayable.
 */
type DrainResult = { taken: number; done: number; ignored: number; dead: number }

const DRAIN_BATCH = 200

/** Deferred events have a batch of their own, so that they do not delay new ones. */
const DEFERRED_BATCH = 20

/** How long to wait for a locked lead: for a batch, whose events would all have to be processed again, and for one event. */
const LOCK_TIMEOUT_MS = { batch: 2_000, single: 250 }

export async function drainOnce(ctx: Ctx, options: { batch?: number } = {}): Promise<DrainResult> {
  const fresh = await drainFresh(ctx, options.batch ?? DRAIN_BATCH)
  try {
    return (await isAnyDue(ctx)) ? sumOf(fresh, await drainSingly(ctx, "deferred", DEFERRED_BATCH)) : fresh
  } catch (error) {
    // Finished work must be announced; the next turn meets the outage again.
    if (fresh.taken === 0) throw error
    return fresh
  }
}

async function drainFresh(ctx: Ctx, batch: number): Promise<DrainResult> {
  try {
    return await changeLeads(ctx, (unit) => drainBatch(unit, { which: "fresh", limit: batch, leadLockTimeoutMs: LOCK_TIMEOUT_MS.batch }))
  } catch (error) {
    const fault = faultOf(error)
    if (fault === "outage") throw error
    ctx.log[fault === "own" ? "error" : "warn"]({ err: error }, "a batch failed; taking its events one by one")
    return await drainSingly(ctx, "fresh", batch)
  }
}

const NOTHING: DrainResult = { taken: 0, done: 0, ignored: 0, dead: 0 }

const sumOf = (a: DrainResult, b: DrainResult): DrainResult => ({
  taken: a.taken + b.taken,
  done: a.done + b.done,
  ignored: a.ignored + b.ignored,
  dead: a.dead + b.dead,
})

/** Until the inbox is empty; tests, imports and the demo seed use it instead of sleeping. */
export async function drainAll(ctx: Ctx): Promise<DrainResult> {
  let total = NOTHING
  for (;;) {
    const result = await drainOnce(ctx)
    total = sumOf(total, result)
    if (result.taken === 0) return total
  }
}

type EventOutcome = {
  id: string
  state: "done" | "ignored" | "dead" | "quarantined"
  reason: string | null
  notes: string[]
  leadIds: string[]
  waitingKeys: string[] | null
  /** The delivery is about an erased person, so its body is not kept. */
  suppressed?: boolean
}

type BatchOptions = { which: "fresh" | "deferred"; limit: number; leadLockTimeoutMs: number }

/** What changed in a CRM is queued before anything else is locked: its rows are shared with the sync, which holds no lead meanwhile. */
async function drainBatch(unit: LeadUnit, { which, limit, leadLockTimeoutMs }: BatchOptions): Promise<DrainResult> {
  const { db: tx } = unit
  const now = unit.now()
  const [claimed] = await pipelined(
    () => (which === "fresh" ? claimFresh(tx, limit) : claimDeferred(tx, now, limit)),
    () => preloadSettings(tx),
  )
  if (claimed.length === 0) return NOTHING
  const settings = await readParseSettings(tx)
  const parsed = claimed.map((delivery) => ({ delivery, ...parseDelivery(delivery, settings) }))
  const inputs = parsed.flatMap(({ events, delivery: { id, trust, receivedAt } }) =>
    events.map((event) => ({ event: restrictTimes(event, trust, receivedAt), receiptId: id, trust })),
  )
  const crmLeadIds = await recordCrmChanges(
    tx,
    parsed.flatMap(({ changes, delivery }) => (changes.length > 0 ? [{ receiptId: delivery.id, changes }] : [])),
    now,
  )
  let outcomes: EventOutcome[] = []
  const settleAll = async ({ ingested, newKeys }: IngestResult): Promise<void> => {
    let next = 0
    outcomes = parsed.map(({ events, outcome, delivery: { id } }): EventOutcome => {
      const own = ingested.slice(next, (next += events.length))
      const crmLeads = crmLeadIds.get(id)
      if (crmLeads) return { id, state: "done", reason: null, notes: [], leadIds: crmLeads, waitingKeys: null }
      return outcome ?? outcomeOf(id, own)
    })
    await pipelined(
      () => settle(tx, outcomes, now),
      () => wakeParked(tx, newKeys),
    )
  }
  await ingestInto(unit, inputs, { ...settings, leadLockTimeoutMs, alongside: settleAll })
  const count = (state: EventOutcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length
  return { taken: claimed.length, done: count("done"), ignored: count("ignored"), dead: count("dead") }
}

/** Adapters should not throw; one that does makes a dead letter, not a stuck inbox. */
function parseDelivery(
  delivery: ClaimedEvent,
  settings: ParseSettings,
): { events: LeadEvent[]; changes: CrmChange[]; outcome: EventOutcome | null } {
  const settled = (state: "ignored" | "dead" | "quarantined", reason: string) => ({
    events: [],
    changes: [],
    outcome: { id: delivery.id, state, reason, notes: [], leadIds: [], waitingKeys: null },
  })
  const adapter = adapterFor(delivery.channel)
  if (!adapter) return settled("dead", `there is no adapter for the channel "${delivery.channel}"`)
  try {
    const held = heldBecause(adapter, delivery, settings)
    if (held !== null) return settled("quarantined", held)
    const reading = adapter.parse(delivery, settings)
    if (reading.outcome === "ignored") return settled("ignored", reading.reason)
    if (reading.outcome === "unreadable") return settled("dead", reading.reason)
    if (reading.outcome === "crm") return { events: [], changes: reading.changes, outcome: null }
    const unstorable = reading.events.map(unstorableIn).find((reason) => reason !== null)
    if (unstorable) return settled("dead", unstorable)
    return reading.events.length > 0
      ? { events: reading.events, changes: [], outcome: null }
      : settled("ignored", "nothing in it concerns a lead")
  } catch (error) {
    return settled("dead", `the adapter failed: ${errorText(error)}`)
  }
}

/** An anonymous post that looks like spam is held until a person decides; nothing is made of it meanwhile. */
function heldBecause(adapter: ChannelAdapter, delivery: ClaimedEvent, settings: ParseSettings): string | null {
  if (delivery.trust !== "public" || delivery.isReleased) return null
  const post = adapter.formPost?.(delivery, settings) ?? null
  return post && holdReason(post)
}

function outcomeOf(id: string, ingested: readonly Ingested[]): EventOutcome {
  const leadIds = [...new Set(ingested.flatMap((one) => (one.outcome === "ingested" ? [one.leadId] : [])))]
  if (ingested.length > 0 && ingested.every(({ outcome }) => outcome === "suppressed"))
    return { id, state: "ignored", reason: SUPPRESSED, notes: [], leadIds: [], waitingKeys: null, suppressed: true }
  const parked = ingested.flatMap((one) => (one.outcome === "parked" ? one.keys : []))
  const waitingKeys = parked.length > 0 ? [...new Set(parked)] : null
  const notes = ingested.flatMap((one) => (one.outcome === "ingested" ? one.notes : []))
  const unread = notes.filter(({ problem }) => problem === "unreadable").map(({ text }) => text)
  const read = { id, notes: [...new Set(notes.map(({ text }) => text))], leadIds, waitingKeys }
  if (leadIds.length > 0) return { ...read, state: "done", reason: unread.length > 0 ? unread.join("; ") : null }
  return { ...read, state: "ignored", reason: "no matching lead yet; it is processed as soon as there is one" }
}

async function settle(tx: Transaction, outcomes: readonly EventOutcome[], now: Date): Promise<void> {
  const rows = outcomes.map((outcome) => ({
    id: outcome.id,
    state: outcome.state,
    reason: outcome.reason,
    notes: outcome.notes,
    lead_ids: outcome.leadIds,
    waiting_keys: outcome.waitingKeys,
    suppressed: outcome.suppressed ?? false,
  }))
  await tx.execute(sql`
    update inbound_events e
    set state = v.state, reason = v.reason, notes = v.notes, processed_at = ${now.toISOString()}, attempts = attempts + 1, retry_at = null,
        lead_ids = v.lead_ids, lead_id = v.lead_ids[1], waiting_keys = v.waiting_keys,
        raw = case when v.suppressed then '' else e.raw end, headers = case when v.suppressed then '{}' else e.headers end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, state text, reason text, notes text[], lead_ids uuid[], waiting_keys text[], suppressed boolean)
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

async function drainSingly(ctx: Ctx, which: BatchOptions["which"], limit: number): Promise<DrainResult> {
  let total = NOTHING
  while (total.taken < limit) {
    let claimed: ClaimedEvent | undefined
    try {
      const result = await changeLeads(ctx, async (unit) => {
        ;[claimed] = which === "fresh" ? await claimFresh(unit.db, 1) : await claimDeferred(unit.db, ctx.now(), 1)
        return await drainBatch(unit, { which, limit: 1, leadLockTimeoutMs: LOCK_TIMEOUT_MS.single })
      })
      if (result.taken === 0) return total
      total = sumOf(total, result)
    } catch (error) {
      const fault = faultOf(error)
      if (claimed === undefined || fault === "outage") throw error
      const dead = fault === "own" ? await countAttempt(ctx, claimed, error) : await deferWithoutAttempt(ctx, claimed)
      total = sumOf(total, { ...NOTHING, taken: 1, dead })
    }
  }
  return total
}
