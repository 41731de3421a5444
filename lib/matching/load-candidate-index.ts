import { inArray, or, sql } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import { idsIn } from "@/db/sql"
import { readName } from "@/lib/core/identity/names/person-name"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { duplicateItems, matchProfiles } from "@/db/schema"
import { addressesOf, type Profile } from "@/lib/core/matching/profile"
import { CANDIDATES_MAX, KEY_LIMITS, lookupKeys } from "@/lib/core/matching/keys"
import { DEFAULT_MATCH_SETTINGS, MatchSettings } from "@/lib/core/matching/settings"
import { askedStatus } from "@/lib/core/matching/stats"
import { readSetting, type Setting } from "@/lib/platform/settings/setting"
import { addsNothing, countKeysOf, CandidateIndex, windowKeys } from "./candidate-index"
import { profileOf } from "./profile-rows"

export const MATCH_SETTINGS: Setting<MatchSettings> = { key: "matching", schema: MatchSettings }

/** Leads that hold one value, at most: a switchboard with hundreds is no help to anybody. */
export const HOLDERS_MAX = 30

/**
 * Loads the index for a batch: a fixed number of statements, each bounded per event whatever the size of the store.
 *
 * `targets` are the leads that the events name exactly; their profiles are needed in any case. An event that tells
 * nothing new about such a lead is not looked up any further.
 */
export async function loadCandidateIndex(
  tx: Transaction,
  events: readonly Profile[],
  targets: ReadonlyMap<string, readonly string[]>,
  // Everybody is looked up, also who tells nothing new, for leads that are compared with the store as they are.
  // `introduce` tells the index of people who are in no table.
  { lookUpAll = false, introduce }: { lookUpAll?: boolean; introduce?: (index: CandidateIndex) => void } = {},
): Promise<CandidateIndex> {
  const index = new CandidateIndex(DEFAULT_MATCH_SETTINGS)
  introduce?.(index)
  const named = new Set([...targets.values()].flat())
  const isUnnamed = ({ id }: Profile): boolean => (targets.get(id) ?? []).length === 0
  index.settings = await readSetting(tx, MATCH_SETTINGS)
  const counted = countsOfEvents(index, events)
  await pipelined(
    () => loadProfiles(tx, index, named),
    () => loadIdentifiers(tx, index, events),
    () => loadPairs(tx, index, named),
    // Who names nobody is looked up in any case.
    () =>
      findCandidates(
        tx,
        index,
        events.filter((event) => hasContact(event) && isUnnamed(event)),
      ),
    () => loadCounts(tx, index, counted),
  )
  const isLookedUp = (event: Profile): boolean => {
    const [lead] = (targets.get(event.id) ?? []).flatMap((id) => index.profiles.get(id) ?? [])
    return hasContact(event) && !isUnnamed(event) && (lookUpAll || !(lead && addsNothing(event, lead)))
  }
  await findCandidates(tx, index, events.filter(isLookedUp))
  for (const event of events) {
    const own = targets.get(event.id) ?? []
    if (own.length > 0) index.found.set(event.id, [...new Set([...own, ...(index.found.get(event.id) ?? [])])])
  }
  const ofCandidates = [...index.profiles.values()].flatMap(countKeysOf).filter((key) => !counted.has(key))
  await loadCounts(tx, index, new Set(ofCandidates))
  return index
}

export const hasContact = (profile: Profile): boolean => profile.phones.length + profile.emails.length > 0

async function findCandidates(tx: Transaction, index: CandidateIndex, events: readonly Profile[]): Promise<void> {
  const probes = events.flatMap((event, at) => probesOf(event, at, index.settings.windowHours * HOUR_MS))
  if (probes.length === 0) return
  const { rows } = await tx.execute<{ at: number; lead_id: string }>(sql`
    select p.at, coalesce(l.merged_into, l.id) as lead_id
    from jsonb_to_recordset(${JSON.stringify(probes)}::jsonb) as p(at int, place int, since timestamptz, until timestamptz, most int, keys text)
    cross join lateral unnest(string_to_array(p.keys, ',')::bigint[]) with ordinality as k(key, rank)
    cross join lateral (
      select m.lead_id from match_keys m
      where m.key = k.key and m.at >= coalesce(p.since, '-infinity') and m.at <= coalesce(p.until, 'infinity')
      order by m.at desc limit p.most
    ) found
    join leads l on l.id = found.lead_id and l.state <> 'removed'
    order by p.at, p.place, k.rank`)
  const byEvent = new Map<number, Set<string>>()
  for (const { at, lead_id } of rows) byEvent.set(at, (byEvent.get(at) ?? new Set<string>()).add(lead_id))
  const survivors = await loadProfiles(tx, index, new Set(rows.map(({ lead_id }) => lead_id)))
  for (const [at, ids] of byEvent) {
    const event = events[at]
    const living = new Set([...ids].map((id) => survivors.get(id) ?? id))
    if (event) index.found.set(event.id, [...living].slice(0, CANDIDATES_MAX))
  }
}

type Probe = { at: number; place: number; since: Date | null; until: Date | null; most: number; keys: string }

/** The keys of an event, together as long as they are followed in the same way, best first. */
function probesOf(event: Profile, at: number, windowMs: number): Probe[] {
  const probes: Probe[] = []
  for (const { kind, key } of lookupKeys(event)) {
    const { windowed, perKeyMax: most } = KEY_LIMITS[kind]
    const last = probes.at(-1)
    if (last && last.most === most && (last.since !== null) === windowed) last.keys += `,${key}`
    else {
      const since = windowed ? new Date(event.lastAt - windowMs) : null
      const until = windowed ? new Date(event.lastAt + windowMs) : null
      probes.push({ at, place: probes.length, since, until, most, keys: key.toString() })
    }
  }
  return probes
}

/** Reads the profiles of leads, following merges. Returns merged id → survivor for those that were merged. */
async function loadProfiles(tx: Transaction, index: CandidateIndex, ids: ReadonlySet<string>): Promise<Map<string, string>> {
  const survivors = new Map<string, string>()
  for (const id of ids) {
    const known = index.profiles.has(id) ? undefined : index.remembered(id)
    if (known) index.addProfile(id, known)
  }
  const wanted = [...ids].filter((id) => !index.profiles.has(id))
  if (wanted.length === 0) return survivors
  for (const row of await tx.select().from(matchProfiles).where(inArray(matchProfiles.leadId, wanted)))
    index.profiles.set(row.leadId, profileOf(row))
  const without = wanted.filter((id) => !index.profiles.has(id))
  if (without.length === 0) return survivors
  const { rows } = await tx.execute<{ id: string; survivor: string }>(sql`
    with recursive up as (
      select id, id as at, merged_into from leads where id in ${idsIn(without)}
      union all select up.id, l.id, l.merged_into from up join leads l on l.id = up.merged_into
    ) select id, at as survivor from up where merged_into is null and at <> id`)
  for (const { id, survivor } of rows) survivors.set(id, survivor)
  if (rows.length > 0) await loadProfiles(tx, index, new Set(survivors.values()))
  return survivors
}

/** What is known about the values of the events: the names they came with, and whether they are shared. */
async function loadIdentifiers(tx: Transaction, index: CandidateIndex, events: readonly Profile[]): Promise<void> {
  const values = [
    ...new Set(
      events.flatMap((event) => [
        ...event.phones.flatMap((phone) => (phone.ok ? [`phone ${phone.e164}`] : [])),
        ...addressesOf(event).map((email) => `email ${email.canonical}`),
      ]),
    ),
  ].map((text) => text.split(" "))
  if (values.length === 0) return
  const { rows } = await tx.execute<{ value: string; is_shared: boolean; names: string[] }>(sql`
    select v.p->>1 as value, i.is_shared, i.names
    from jsonb_array_elements(${JSON.stringify(values)}::jsonb) v(p)
    cross join lateral (
      select names, strength = 'shared' and coalesce(traits->>'sharedBy', 'reviewer') not in ('nature', 'guess', 'renumbering') as is_shared
      from lead_identities where kind = v.p->>0 and value = v.p->>1 limit ${HOLDERS_MAX}
    ) i where i.is_shared or i.names <> '{}'`)
  for (const { value, is_shared, names } of rows) {
    index.learnName(value, names.map(readName))
    const known = index.identifiers.get(value)
    if (known && is_shared) known.isShared = true
  }
}

async function loadPairs(tx: Transaction, index: CandidateIndex, leadIds: ReadonlySet<string>): Promise<void> {
  if (leadIds.size === 0) return
  const ids = [...leadIds]
  const rows = await tx
    .select({ a: duplicateItems.leadA, b: duplicateItems.leadB, status: duplicateItems.status, reason: duplicateItems.reason })
    .from(duplicateItems)
    .where(or(inArray(duplicateItems.leadA, ids), inArray(duplicateItems.leadB, ids)))
  for (const { a, b, status, reason } of rows) {
    if (status === "pending" || status === "later") index.setPair(a, b, askedStatus(reason))
    if (status === "distinct") index.setPair(a, b, "rejected")
  }
}

/** What is counted of everybody, of the hours around the events, and of the events' own names and values. */
function countsOfEvents(index: CandidateIndex, events: readonly Profile[]): Set<string> {
  const hours = [...new Set(events.map(({ lastAt }) => Math.floor(lastAt / HOUR_MS)))].map((hour) => hour * HOUR_MS)
  const keys = new Set(["leads"])
  for (const at of hours)
    for (const side of ["p", "e"] as const) for (const key of windowKeys(side, at, index.settings.windowHours)) keys.add(key)
  for (const event of events) for (const key of countKeysOf(event)) keys.add(key)
  return keys
}

async function loadCounts(tx: Transaction, index: CandidateIndex, keys: ReadonlySet<string>): Promise<void> {
  if (keys.size === 0) return
  const { rows } = await tx.execute<{ key: string; n: number }>(sql`
    with wanted as (select value as key from jsonb_array_elements_text(${JSON.stringify([...keys])}::jsonb))
    select key, sum(n)::int as n from (
      select c.key, c.n from wanted join match_counts c using (key)
      union all select d.key, d.n from wanted join match_count_deltas d using (key)
    ) counted group by key`)
  for (const { key, n } of rows) index.counts.set(key, n)
}
