import { deflateRawSync, inflateRawSync } from "node:zlib"
import { sql } from "drizzle-orm"
import { insertRows, overwriting } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { leadFieldValues, leadIdentities, leads, touchpoints } from "@/db/schema"
import { KEY_LIMITS, lookupKeys } from "@/lib/core/matching/keys"
import type { Profile } from "@/lib/core/matching/profile"
import { askedStatus, type PairStatus } from "@/lib/core/matching/stats"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { IdentityRow, BatchState, LeadRow, TouchpointRow } from "@/lib/leads/ingest/batch-state"
import { keyOf, type ReadEvent } from "@/lib/leads/ingest/read-event"
import type { DryRun } from "@/lib/leads/ingest/dry-run"
import type { CandidateIndex } from "@/lib/matching/candidate-index"
import { profileOf, rowOf, type ProfileRow } from "@/lib/matching/profile-rows"
import { eventHash, valueHash } from "./recurring-keys"

/**
 * The state of a dry run: each batch was rolled back, and the next one must see what it would have left. Leads that
 * share a value with a later row are put back into the transaction; leads that are only similar to one are added to the
 * candidate index. What no later row can need is dropped.
 */
type FieldValueRow = typeof leadFieldValues.$inferInsert
type Kept = { lead: LeadRow; identities: IdentityRow[]; touches: TouchpointRow[]; names: FieldValueRow[] }
type Entry = { leadId: string; at: number }

/** Of a value shared by hundreds, the latest leads are enough: ingest reads no more. */
const HOLDERS_MAX = 30

export class DryRunState implements DryRun {
  /** Leads that exist in the dry run only. */
  readonly born = new Set<string>()
  private readonly seenEvents = new Set<bigint>()
  private readonly kept = new Map<string, Uint8Array>()
  private readonly holders = new Map<bigint, Set<string>>()
  private readonly profiles = new Map<string, string>()
  private readonly under = new Map<bigint, Entry[]>()
  private readonly counts = new Map<string, number>()
  private readonly pairs = new Map<string, readonly [string, string, PairStatus]>()
  private pending: (() => void)[] = []

  /** `recurring`: the keys that more than one row of the file has. */
  constructor(private readonly recurring: ReadonlySet<bigint>) {}

  hasSeen(event: LeadEvent): boolean {
    return this.seenEvents.has(eventHash(event))
  }

  async recall(tx: Transaction, events: readonly ReadEvent[]): Promise<void> {
    const hashes = events.flatMap(({ event, identities }) => [eventHash(event), ...identities.map((one) => valueHash(keyOf(one)))])
    const ids = new Set(hashes.flatMap((hash) => [...(this.holders.get(hash) ?? [])].slice(-HOLDERS_MAX)))
    const known = [...ids].flatMap((id) => this.unpack(id) ?? [])
    if (known.length === 0) return
    await putLeads(
      tx,
      known.map(({ lead }) => lead),
    )
    await insertRows(
      tx,
      touchpoints,
      known.flatMap(({ touches }) => touches),
      sql`on conflict do nothing`,
    )
    await putIdentities(
      tx,
      known.flatMap(({ identities }) => identities),
    )
    await insertRows(
      tx,
      leadFieldValues,
      known.flatMap(({ names }) => names),
      sql`on conflict do nothing`,
    )
  }

  introduce(index: CandidateIndex, events: readonly ReadEvent[]): void {
    index.unwritten = this.counts
    index.remembered = (leadId) => this.profileOf(leadId)
    for (const [one, other, status] of this.pairs.values()) index.setPair(one, other, status)
    for (const { profile } of events) {
      for (const { kind, key } of lookupKeys(profile)) {
        const entries = this.under.get(key)?.slice(-KEY_LIMITS[kind].perKeyMax) ?? []
        if (entries.length > 0) index.addUnder(key, entries)
        for (const { leadId } of entries) {
          const known = index.profiles.has(leadId) ? undefined : this.profileOf(leadId)
          if (known) index.addProfile(leadId, known)
        }
      }
    }
  }

  /** A review item needs two leads; for a lead that is only similar, nothing else is needed. */
  async standIn(tx: Transaction, batch: BatchState): Promise<void> {
    const [pattern] = batch.leads.values()
    const asked = batch.duplicates.flatMap(({ leadA, leadB }) => [leadA, leadB])
    const missing = [...new Set(asked)].filter((id) => this.born.has(id) && !batch.leads.has(id))
    if (!pattern) return
    const rows = missing.map((id): LeadRow => ({ ...pattern, id, state: "active", mergedInto: null, name: null, phones: [], emails: [] }))
    await insertRows(tx, leads, rows, sql`on conflict do nothing`)
  }

  /** Takes effect once the batch has succeeded: see `keep`. */
  remember(batch: BatchState): void {
    this.pending.push(() => this.learn(batch))
  }

  keep(): void {
    for (const learn of this.pending) learn()
    this.pending = []
  }

  /** The batch failed and left nothing. */
  forget(): void {
    this.pending = []
  }

  private learn(batch: BatchState): void {
    for (const id of batch.newLeads) this.born.add(id)
    for (const [key, n] of batch.index.deltas) this.counts.set(key, (this.counts.get(key) ?? 0) + n)
    for (const { kind, leadA, leadB, pairKey, reason } of batch.duplicates)
      if (kind === "pair") this.pairs.set(pairKey, [leadA, leadB, askedStatus(reason)])
    const found = new Set<string>()
    for (const { leadId, at, key } of batch.index.newKeys) {
      if (!this.recurring.has(key.key)) continue
      found.add(leadId)
      const entries = this.under.get(key.key)
      if (entries) entries.push({ leadId, at })
      else this.under.set(key.key, [{ leadId, at }])
    }
    const changed = new Set([...batch.changedLeads, ...[...batch.changedIdentities].map(({ leadId }) => leadId)])
    for (const id of changed) if (this.learnLead(batch, id)) found.add(id)
    for (const id of batch.index.changed) {
      const profile = batch.index.profiles.get(id)
      const isAskedFor = found.has(id) || this.profiles.has(id) || !this.born.has(id)
      if (profile && isAskedFor) this.profiles.set(id, JSON.stringify(rowOf(profile)))
    }
  }

  /** Whether a later row will need the lead, by a value or by the key of a row. */
  private learnLead(batch: BatchState, id: string): boolean {
    const lead = batch.leads.get(id)
    if (!lead) return false
    const identities = [...(batch.identitiesOf.get(id)?.values() ?? [])]
    const touches = batch.touchpoints.filter(({ leadId }) => leadId === id)
    const names = batch.fieldValues.filter(({ leadId, field }) => leadId === id && field === "name")
    const events = touches.map(eventHash).filter((hash) => this.recurring.has(hash))
    for (const hash of events) this.seenEvents.add(hash)
    const hashes = [...identities.map((one) => valueHash(keyOf(one))).filter((hash) => this.recurring.has(hash)), ...events]
    const before = this.unpack(id)
    if (hashes.length === 0 && !before) return false
    for (const hash of hashes) this.holders.set(hash, (this.holders.get(hash) ?? new Set<string>()).add(id))
    const known: Kept = {
      lead,
      identities,
      touches: [...(before?.touches ?? []), ...touches.map(slim)],
      names: [...(before?.names ?? []), ...names],
    }
    // A copy of its own size: a buffer of zlib holds on to the 16 kB in which it was made.
    this.kept.set(id, new Uint8Array(deflateRawSync(JSON.stringify(known), { level: 1 })))
    return true
  }

  private unpack(id: string): Kept | undefined {
    const packed = this.kept.get(id)
    return packed && (JSON.parse(inflateRawSync(packed).toString()) as Kept)
  }

  private profileOf(leadId: string): Profile | undefined {
    const text = this.profiles.get(leadId)
    if (text === undefined) return undefined
    const row = JSON.parse(text) as Record<keyof ProfileRow, never>
    const time = (value: string | null): Date | null => (value === null ? null : new Date(value))
    return profileOf({
      ...(row as ProfileRow),
      firstAt: new Date(row.firstAt),
      lastAt: new Date(row.lastAt),
      phoneOnlyAt: time(row.phoneOnlyAt),
      emailOnlyAt: time(row.emailOnlyAt),
    })
  }
}

/** Enough to identify the row of the file. */
const slim = (touch: TouchpointRow): TouchpointRow => ({
  ...touch,
  text: null,
  attachments: [],
  claims: [],
  details: { row: touch.details["row"] },
})

const putLeads = (tx: Transaction, rows: readonly LeadRow[]): Promise<void> =>
  insertRows(tx, leads, rows, overwriting(leads, without(rows[0], "id")))

/** A value that another lead has taken since belongs to that lead: the run would find the same. */
async function putIdentities(tx: Transaction, rows: readonly IdentityRow[]): Promise<void> {
  const { rows: taken } = await tx.execute<{ kind: string; value: string; lead_id: string }>(sql`
    select i.kind, i.value, i.lead_id from lead_identities i
    join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, kind text, value text, "leadId" uuid, strength text)
      on i.kind = r.kind and i.value = r.value and i.id <> r.id
    where i.lead_id = r."leadId" or (i.strength = 'personal' and r.strength = 'personal')`)
  const theirs = new Set(taken.map(keyOf))
  const free = rows.filter((row) => !theirs.has(keyOf(row)))
  await insertRows(tx, leadIdentities, free, overwriting(leadIdentities, without(free[0], "id")))
}

const without = <T extends object>(row: T | undefined, left: keyof T): (keyof T & string)[] =>
  Object.keys(row ?? {}).filter((key): key is keyof T & string => key !== left)
