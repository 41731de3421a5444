/**
 * An in-memory store of leads that answers the matcher as the database does: candidates by key with the same caps and
 * windows, and frequencies that grow with each event. Golden tests and benchmarks use it.
 */
import { HOUR_MS } from "@/lib/core/time"
import type { NameReading } from "@/lib/core/identity/names/person-name"
import { decide, type Decision } from "@/lib/core/matching/decide"
import { CANDIDATES_MAX, KEY_LIMITS, lookupKeys, matchKeys, type KeyKind, type MatchKey } from "@/lib/core/matching/keys"
import { addressesOf, joinProfiles, mayBeOneName, type Profile } from "@/lib/core/matching/profile"
import type { MatchSettings } from "@/lib/core/matching/settings"
import {
  askedStatus,
  expectedShare,
  nameCountKeys,
  pairOf,
  type IdentifierLabel,
  type MatchStats,
  type PairStatus,
} from "@/lib/core/matching/stats"

type StoreSize = { leads: number; windowLeads: number }
export type Outcome = { decision: Decision; leadId: string; candidates: Profile[] }

type Entry = { leadId: string; at: number }

export class MemoryStore {
  readonly leads = new Map<string, Profile>()
  private readonly index = new Map<bigint, Entry[]>()
  private readonly storedKeys = new Map<string, Map<bigint, KeyKind>>()
  private readonly counts = new Map<string, number>()
  private readonly namesOf = new Map<string, NameReading[]>()
  private readonly labels = new Map<string, IdentifierLabel>()
  private readonly pairs = new Map<string, PairStatus>()
  private readonly phoneOnly: Entry[] = []
  private readonly emailOnly: Entry[] = []
  private now = 0

  /** `pretend` adds imaginary leads to the sizes from which priors are computed. */
  constructor(
    private readonly settings: MatchSettings,
    private readonly pretend: StoreSize = { leads: 0, windowLeads: 0 },
  ) {}

  /** Matches one event and stores it. Events come in order of time. */
  receive(event: Profile): Outcome {
    this.now = Math.max(this.now, event.lastAt)
    const candidates = this.candidatesFor(event)
    const decision = decide(event, candidates, this.stats(), this.settings)
    const leadId = decision.leadId ?? event.id
    for (const flag of decision.flags) if (flag.kind === "pair") this.pairs.set(pairOf(leadId, flag.leadId), askedStatus(flag.reason))
    this.file(leadId, event)
    return { decision, leadId, candidates }
  }

  reject(leftLeadId: string, rightLeadId: string): void {
    this.pairs.set(pairOf(leftLeadId, rightLeadId), "rejected")
  }

  label(value: string, label: IdentifierLabel): void {
    this.labels.set(value, label)
  }

  stats(): MatchStats {
    return {
      liveLeads: this.leads.size + this.pretend.leads,
      nameCount: (key) => (this.counts.get(key) ?? 0) + expectedShare(key) * this.pretend.leads,
      phoneOnlyLeads: this.pretend.windowLeads + this.seenSince(this.phoneOnly),
      emailOnlyLeads: this.pretend.windowLeads + this.seenSince(this.emailOnly),
      identifier: (value) => {
        const names = this.namesOf.get(value)?.length ?? 0
        const label = this.labels.get(value) ?? null
        return names === 0 && label === null ? undefined : { names, label }
      },
      pairStatus: (left, right) => this.pairs.get(pairOf(left, right)) ?? "none",
    }
  }

  candidatesFor(event: Profile): Profile[] {
    const since = event.lastAt - this.settings.windowHours * HOUR_MS
    const found = new Set<string>()
    for (const { kind, key } of lookupKeys(event)) {
      const { perKeyMax, windowed } = KEY_LIMITS[kind]
      const entries = this.index.get(key) ?? []
      for (const entry of entries.slice(-perKeyMax)) if (!windowed || entry.at >= since) found.add(entry.leadId)
      if (found.size >= CANDIDATES_MAX) break
    }
    return [...found].slice(0, CANDIDATES_MAX).flatMap((id) => this.leads.get(id) ?? [])
  }

  private file(leadId: string, event: Profile): void {
    const before = this.leads.get(leadId)
    const after = before ? joinProfiles(before, event) : { ...event, id: leadId }
    this.leads.set(leadId, after)
    const known = new Set(before?.names.flatMap(nameCountKeys) ?? [])
    const added = new Set(event.names.flatMap(nameCountKeys).filter((key) => !known.has(key)))
    for (const key of added) this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
    for (const phone of event.phones) if (phone.ok) this.countName(phone.e164, event.names)
    for (const email of addressesOf(event)) this.countName(email.canonical, event.names)
    if (event.phoneOnlyAt !== null) this.phoneOnly.push({ leadId, at: event.phoneOnlyAt })
    if (event.emailOnlyAt !== null) this.emailOnly.push({ leadId, at: event.emailOnlyAt })
    for (const key of matchKeys(after)) this.store(leadId, key, event.lastAt)
  }

  private store(leadId: string, { kind, key }: MatchKey, at: number): void {
    const stored = this.storedKeys.get(leadId) ?? new Map<bigint, KeyKind>()
    if (stored.has(key) && !KEY_LIMITS[kind].windowed) return
    stored.set(key, kind)
    this.storedKeys.set(leadId, stored)
    const entries = this.index.get(key) ?? []
    entries.push({ leadId, at })
    this.index.set(key, entries)
  }

  /** Counts the different people's names seen with a value. */
  private countName(value: string, names: readonly NameReading[]): void {
    const known = this.namesOf.get(value) ?? []
    for (const name of names) if (!known.some((other) => mayBeOneName(other, name))) known.push(name)
    if (known.length > 0) this.namesOf.set(value, known)
  }

  private seenSince(entries: Entry[]): number {
    const since = this.now - this.settings.windowHours * HOUR_MS
    while ((entries[0]?.at ?? Infinity) < since) entries.shift()
    return new Set(entries.map((entry) => entry.leadId)).size
  }
}
