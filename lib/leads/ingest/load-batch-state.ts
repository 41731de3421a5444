import { and, eq, inArray, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { pipelined } from "@/db/pipelined"
import type { Transaction } from "@/db/client"
import { bookings, conversations, leadFieldValues, leadIdentities, touchpoints } from "@/db/schema"
import { lockKeys, lockLeads } from "@/lib/platform/lock-order"
import { HOLDERS_MAX, loadCandidateIndex } from "@/lib/matching/load-candidate-index"
import { enterBatch } from "@/lib/matching/overlapping-batches"
import { leadsNamed } from "./find-target"
import type { CandidateIndex } from "@/lib/matching/candidate-index"
import { findSuppressed } from "./suppression"
import { addIdentity, bookingKey, conversationKey, emptyBatchState, eventName, type BatchState } from "./batch-state"
import { keyOf, type ReadEvent } from "./read-event"
import type { DryRun } from "./dry-run"

/**
 * Locks and loads what a batch may touch.
 *
 * Two webhooks of one new person may be processed in the same instant by two processes. Neither can see the other's
 * uncommitted lead, so each takes a transaction-scoped advisory lock on every identity it is about to look up, in one
 * global order: the second waits, and then finds the first one's lead. The unique index on personal identities would
 * refuse the duplicate even without the locks; the locks turn a retry into a wait.
 */
export async function loadBatchState(
  tx: Transaction,
  events: readonly ReadEvent[],
  now: Date,
  { dryRun, leadLockTimeoutMs = 0 }: LoadOptions = {},
): Promise<BatchState> {
  const batch = emptyBatchState(now)
  const found = new Set(events.flatMap(({ leadId }) => leadId ?? []))
  // The keys are locked first: the server takes the statements in this order.
  await pipelined(
    () => lockKeys(tx, events.flatMap(lockKeysOf)),
    () => loadKnownEvents(tx, batch, events, found),
    () => loadHolders(tx, events, found),
    () => loadConversations(tx, batch, events, found),
    () => loadBookings(tx, batch, events, found),
    async () => !dryRun && (batch.beside = await enterBatch(tx)),
  )
  if (found.size > 0) await lockAndLoadLeads(tx, batch, found, leadLockTimeoutMs)
  const unknown = events.filter(({ event }) => !batch.knownEvents.has(eventName(event)))
  const profiles = unknown.map(({ profile }) => profile)
  const introduce = (index: CandidateIndex) => dryRun?.introduce(index, unknown)
  await pipelined(
    async () => (batch.index = await loadCandidateIndex(tx, profiles, namedTargets(batch, unknown), { introduce })),
    // An erasure locks the person's leads, so it is asked for after them.
    async () => (batch.suppressed = await findSuppressed(tx, events)),
  )
  return batch
}

type LoadOptions = { dryRun?: DryRun | undefined; leadLockTimeoutMs?: number | undefined }

/**
 * Key locks are held by other batches, as long as a batch takes; a lead may be locked by anything, for any time. So
 * only the wait for leads is bounded. 0 is no limit.
 */
async function lockTimeout(tx: Transaction, milliseconds: number): Promise<void> {
  await tx.execute(sql`select set_config('lock_timeout', ${`${milliseconds}ms`}, true)`)
}

async function lockAndLoadLeads(tx: Transaction, batch: BatchState, found: ReadonlySet<string>, timeoutMs: number): Promise<void> {
  if (timeoutMs > 0) await lockTimeout(tx, timeoutMs)
  await loadLeads(tx, batch, found)
  if (timeoutMs > 0) await lockTimeout(tx, 0)
}

/** The leads that each event names by its own keys. */
const namedTargets = (batch: BatchState, events: readonly ReadEvent[]): Map<string, string[]> =>
  new Map(events.map((read) => [read.profile.id, leadsNamed(batch, read)]))

/** Identities, conversation and booking; an event without any of them is serialised by its own name. */
function lockKeysOf({ event, identities }: ReadEvent): string[] {
  const keys = identities.filter(({ readable }) => readable).map(keyOf)
  if (event.conversation) keys.push(conversationKey(event.conversation))
  if (event.booking) keys.push(bookingKey(event.booking.externalId))
  return keys.length > 0 ? keys : [`event:${eventName(event)}`]
}

async function loadKnownEvents(tx: Transaction, batch: BatchState, events: readonly ReadEvent[], found: Set<string>): Promise<void> {
  const known = await tx
    .select({
      id: touchpoints.id,
      leadId: touchpoints.leadId,
      channel: touchpoints.channel,
      eventKey: touchpoints.eventKey,
      details: touchpoints.details,
    })
    .from(touchpoints)
    .where(
      pairsIn(
        sql`${touchpoints.channel}`,
        sql`${touchpoints.eventKey}`,
        events.map(({ event }) => [event.channel, event.eventKey]),
      ),
    )
  for (const row of known) {
    batch.knownEvents.set(eventName(row), row)
    found.add(row.leadId)
  }
}

/** Leads that hold a value of the events, owners first; of a switchboard's many only the latest. */
async function loadHolders(tx: Transaction, events: readonly ReadEvent[], found: Set<string>): Promise<void> {
  const keys = new Map(
    events.flatMap(({ identities }) => identities.filter(({ readable }) => readable).map((one) => [keyOf(one), [one.kind, one.value]])),
  )
  if (keys.size === 0) return
  const { rows } = await tx.execute<{ lead_id: string }>(sql`
    select i.lead_id from jsonb_array_elements(${JSON.stringify([...keys.values()])}::jsonb) k(p)
    cross join lateral (
      select lead_id from lead_identities where kind = k.p->>0 and value = k.p->>1 and strength <> 'weak'
      order by (strength = 'personal') desc, last_seen_at desc limit ${HOLDERS_MAX}
    ) i`)
  for (const { lead_id: leadId } of rows) found.add(leadId)
}

async function loadConversations(tx: Transaction, batch: BatchState, events: readonly ReadEvent[], found: Set<string>): Promise<void> {
  const refs = events.flatMap(({ event }): [string, string][] =>
    event.conversation ? [[event.conversation.provider, event.conversation.externalId]] : [],
  )
  if (refs.length === 0) return
  const rows = await tx
    .select()
    .from(conversations)
    .where(pairsIn(sql`${conversations.provider}`, sql`${conversations.externalId}`, refs))
  for (const row of rows) {
    batch.conversations.set(conversationKey(row), row)
    found.add(row.leadId)
  }
}

async function loadBookings(tx: Transaction, batch: BatchState, events: readonly ReadEvent[], found: Set<string>): Promise<void> {
  const ids = events.flatMap(({ event }) => (event.booking ? [event.booking.externalId] : []))
  if (ids.length === 0) return
  for (const row of await tx.select().from(bookings).where(inArray(bookings.externalId, ids))) {
    batch.bookings.set(row.externalId, row)
    found.add(row.leadId)
  }
}

/**
 * Locks the leads in id order, in one statement together with the survivors of those that were merged, so that every
 * survivor is in the batch. A merge that commits in between is followed.
 */
async function loadLeads(tx: Transaction, batch: BatchState, found: ReadonlySet<string>): Promise<void> {
  let wanted = await withSurvivors(tx, [...found])
  while (wanted.length > 0) {
    for (const row of await lockLeads(tx, wanted)) batch.leads.set(row.id, row)
    wanted = [...batch.leads.values()].flatMap(({ mergedInto }) => (mergedInto && !batch.leads.has(mergedInto) ? [mergedInto] : []))
  }
  const ids = [...batch.leads.keys()]
  if (ids.length === 0) return
  await pipelined(
    () => loadIdentities(tx, batch, ids),
    () => loadNames(tx, batch, ids),
    () => loadBookingsOf(tx, batch, ids),
  )
}

async function loadIdentities(tx: Transaction, batch: BatchState, ids: readonly string[]): Promise<void> {
  for (const row of await tx
    .select()
    .from(leadIdentities)
    .where(inArray(leadIdentities.leadId, [...ids])))
    addIdentity(batch, row)
}

async function loadNames(tx: Transaction, batch: BatchState, ids: readonly string[]): Promise<void> {
  const names = await tx
    .select()
    .from(leadFieldValues)
    .where(and(inArray(leadFieldValues.leadId, [...ids]), eq(leadFieldValues.field, "name")))
  for (const row of names) {
    const observation = {
      value: row.value,
      trust: row.trust,
      observedAt: row.observedAt.toISOString(),
      channel: row.channel,
      touchpointId: row.touchpointId,
      userId: row.userId,
    }
    batch.namesOf.set(row.leadId, [...(batch.namesOf.get(row.leadId) ?? []), observation])
  }
}

async function loadBookingsOf(tx: Transaction, batch: BatchState, ids: readonly string[]): Promise<void> {
  for (const row of await tx
    .select()
    .from(bookings)
    .where(inArray(bookings.leadId, [...ids])))
    batch.bookings.set(row.externalId, row)
}

async function withSurvivors(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive up as (
      select id, merged_into from leads where id in ${idsIn(ids)}
      union select l.id, l.merged_into from up join leads l on l.id = up.merged_into
    ) select id from up`)
  return rows.map(({ id }) => id)
}

/** `(a, b) in (…)` with one parameter whatever the number of pairs. */
const pairsIn = (a: ReturnType<typeof sql>, b: ReturnType<typeof sql>, pairs: readonly (readonly [string, string])[]) =>
  sql`(${a}, ${b}) in (select p->>0, p->>1 from jsonb_array_elements(${JSON.stringify(pairs)}::jsonb) p)`
