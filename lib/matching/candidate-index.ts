import type { NameReading } from "@/lib/core/identity/names/person-name"
import { HOUR_MS } from "@/lib/core/time"
import { localName } from "@/lib/core/matching/local-part"
import { CANDIDATES_MAX, KEY_LIMITS, lookupKeys, matchKeys, type MatchKey } from "@/lib/core/matching/keys"
import {
  addressesOf,
  emailIdentity,
  joinProfiles,
  mayBeOneName,
  nameIdentity,
  phoneIdentity,
  type Profile,
} from "@/lib/core/matching/profile"
import type { MatchSettings } from "@/lib/core/matching/settings"
import { nameCountKeys, pairOf, skeletonKey, wordKey, type MatchStats, type PairStatus } from "@/lib/core/matching/stats"

/**
 * What the matcher needs while a batch is ingested: who was found in the database for each event, and what the batch
 * itself has added since. An event sees every event before it, so a batch decides as single events would.
 */
export class CandidateIndex {
  readonly profiles = new Map<string, Profile>()
  readonly changed = new Set<string>()
  readonly newKeys: { leadId: string; at: number; key: MatchKey }[] = []
  readonly deltas = new Map<string, number>()
  /** Event id → leads found by its keys when the index was loaded, best keys first. */
  readonly found = new Map<string, readonly string[]>()
  readonly counts = new Map<string, number>()
  /** What was counted and is in no table. */
  unwritten: ReadonlyMap<string, number> = new Map()
  /** Who is other than the tables say. */
  remembered: (leadId: string) => Profile | undefined = () => undefined
  readonly identifiers = new Map<string, KnownIdentifier>()
  private readonly pairs = new Map<string, PairStatus>()
  private readonly fresh = new Map<bigint, { leadId: string; at: number }[]>()
  private readonly windows = { p: new Map<number, number>(), e: new Map<number, number>() }
  private readonly storedKeys = new Map<string, Set<bigint>>()

  constructor(public settings: MatchSettings) {}

  /** Everybody who may be the person of an event, as known by now. */
  candidatesFor(event: Profile): Profile[] {
    const ids = new Set(this.found.get(event.id))
    const windowMs = this.settings.windowHours * HOUR_MS
    for (const { kind, key } of lookupKeys(event)) {
      const { windowed, perKeyMax } = KEY_LIMITS[kind]
      for (const entry of (this.fresh.get(key) ?? []).slice(-perKeyMax)) {
        if (!windowed || Math.abs(entry.at - event.lastAt) <= windowMs) ids.add(entry.leadId)
      }
    }
    return [...ids].slice(0, CANDIDATES_MAX).flatMap((id) => this.profiles.get(id) ?? [])
  }

  statsFor(event: Profile): MatchStats {
    return {
      liveLeads: this.count("leads"),
      nameCount: (key) => this.count(key),
      phoneOnlyLeads: this.seenInWindow("p", event.lastAt),
      emailOnlyLeads: this.seenInWindow("e", event.lastAt),
      identifier: (value) => {
        const known = this.identifiers.get(value)
        return known ? { names: known.names.length, label: known.isShared ? "household" : null } : undefined
      },
      pairStatus: (left, right) => this.pairs.get(pairOf(left, right)) ?? "none",
    }
  }

  /** A lead has taken an event in (or another lead): its profile, keys and counts follow. */
  learn(leadId: string, event: Profile): void {
    const before = this.profiles.get(leadId)
    const after = before ? joinProfiles(before, event) : { ...event, id: leadId }
    this.profiles.set(leadId, after)
    this.changed.add(leadId)
    if (!before) this.add("leads", 1)
    const known = new Set(before?.names.flatMap(nameCountKeys) ?? [])
    for (const key of new Set(event.names.flatMap(nameCountKeys))) if (!known.has(key)) this.add(key, 1)
    if (event.phoneOnlyAt !== null) this.addSeen("p", event.phoneOnlyAt)
    if (event.emailOnlyAt !== null) this.addSeen("e", event.emailOnlyAt)
    this.storeKeys(leadId, before, after, event)
  }

  /** The lead has the address no longer. Its old keys may still find the lead; compared, they say nothing. */
  forgetEmail(leadId: string, canonical: string): void {
    const profile = this.profiles.get(leadId)
    if (!profile) return
    this.profiles.set(leadId, { ...profile, emails: profile.emails.filter((email) => !email.ok || email.canonical !== canonical) })
    this.changed.add(leadId)
  }

  /** Names that came with a value. Returns how many different people's names there are by now. */
  learnName(value: string, names: readonly NameReading[]): number {
    const known = this.identifiers.get(value) ?? { names: [], isShared: false }
    for (const name of names) if (!known.names.some((other) => mayBeOneName(other, name))) known.names.push(name)
    this.identifiers.set(value, known)
    return known.names.length
  }

  setPair(left: string, right: string, status: PairStatus): void {
    this.pairs.set(pairOf(left, right), status)
  }

  /** A person who is in no table, or other there than here. */
  addProfile(leadId: string, profile: Profile): void {
    this.profiles.set(leadId, profile)
  }

  /** Who would be found under a key, in the order of their time. */
  addUnder(key: bigint, entries: readonly { leadId: string; at: number }[]): void {
    this.fresh.set(key, [...entries])
  }

  private storeKeys(leadId: string, before: Profile | undefined, after: Profile, event: Profile): void {
    const stored = this.storedKeys.get(leadId) ?? new Set(before ? matchKeys(before).map(({ key }) => key) : [])
    this.storedKeys.set(leadId, stored)
    const isFresh = !before || isLater(before.phoneOnlyAt, event.phoneOnlyAt) || isLater(before.emailOnlyAt, event.emailOnlyAt)
    for (const entry of matchKeys(after)) {
      if (stored.has(entry.key) && !(KEY_LIMITS[entry.kind].windowed && isFresh)) continue
      stored.add(entry.key)
      this.newKeys.push({ leadId, at: event.lastAt, key: entry })
      this.fresh.set(entry.key, [...(this.fresh.get(entry.key) ?? []), { leadId, at: event.lastAt }])
    }
  }

  private count(key: string): number {
    return (this.counts.get(key) ?? 0) + (this.unwritten.get(key) ?? 0) + (this.deltas.get(key) ?? 0)
  }

  private add(key: string, n: number): void {
    this.deltas.set(key, (this.deltas.get(key) ?? 0) + n)
  }

  /** Both sides of a lead are counted by the hour; what was summed for an hour holds until the next one is counted. */
  private seenInWindow(side: "p" | "e", at: number): number {
    const hour = Math.floor(at / HOUR_MS)
    const known = this.windows[side].get(hour)
    if (known !== undefined) return known
    const sum = windowKeys(side, at, this.settings.windowHours).reduce((total, key) => total + this.count(key), 0)
    this.windows[side].set(hour, sum)
    return sum
  }

  /** One more in an hour is one more in every window that has this hour in it. */
  private addSeen(side: "p" | "e", at: number): void {
    const seenAt = Math.floor(at / HOUR_MS)
    this.add(hourKey(side, at), 1)
    for (const [hour, sum] of this.windows[side]) {
      if (seenAt <= hour && seenAt >= hour - this.settings.windowHours) this.windows[side].set(hour, sum + 1)
    }
  }
}

/** `isShared`: a role mailbox, a service line, or a value that a reviewer or its many names have made shared. */
type KnownIdentifier = { names: NameReading[]; isShared: boolean }

const hourKey = (side: "p" | "e", at: number): string => `${side}:${Math.floor(at / HOUR_MS)}`

/** The counters of one side over the window that ends at an instant. */
export const windowKeys = (side: "p" | "e", at: number, hours: number): string[] =>
  Array.from({ length: hours + 1 }, (_, back) => hourKey(side, at - back * HOUR_MS))

/** The counters that a comparison with this profile may ask for. */
export function countKeysOf(profile: Profile): string[] {
  const fromEmail = addressesOf(profile).flatMap((email) => (email.role || email.relay ? [] : [localName(email.typedLocal)]))
  const tokens = [...profile.names, ...fromEmail].flatMap((name) => name.tokens)
  return tokens.flatMap((token) => [wordKey(token), ...token.skeletons.map(skeletonKey)])
}

/** Every phone, e-mail and name of the event is the lead's already. */
export function addsNothing(event: Profile, lead: Profile): boolean {
  const phones = new Set(lead.phones.map(phoneIdentity))
  const emails = new Set(lead.emails.map(emailIdentity))
  const names = new Set(lead.names.map(nameIdentity))
  return (
    event.phones.every((phone) => phones.has(phoneIdentity(phone))) &&
    event.emails.every((email) => emails.has(emailIdentity(email))) &&
    event.names.every((name) => names.has(nameIdentity(name)))
  )
}

/** A chat of twenty messages would store its name keys twenty times; once an hour is as good. */
const isLater = (known: number | null, seen: number | null): boolean => seen !== null && (known === null || seen - known > HOUR_MS)
