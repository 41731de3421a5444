import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { readName } from "@/lib/core/identity/names/person-name"
import type { Transaction } from "@/db/client"
import { normaliseEmails } from "@/lib/core/identity/email"
import { normalisePhone, type PhoneConfidence, type PhoneReading } from "@/lib/core/identity/phone"
import { matchKeys } from "@/lib/core/matching/keys"
import { isUsableEmail, isUsablePhone, nameIdentity, type Profile } from "@/lib/core/matching/profile"
import { nameCountKeys } from "@/lib/core/matching/stats"
import { rowOf } from "./profile-rows"
import { writeDeltas, writeKeys, writeProfiles } from "./write-candidate-index"

/**
 * Computes the profiles of leads again from their identities, names and touches: after a merge, a split, an undo or an
 * edit, and for a whole store by a scan. Keys that are missing are added; keys that no longer hold only lead to a
 * comparison that finds nothing.
 */
export async function rebuildProfiles(tx: Transaction, leadIds: readonly string[]): Promise<Profile[]> {
  if (leadIds.length === 0) return []
  const rows = await materialOf(tx, leadIds)
  const profiles = rows.map(profileFrom)
  const isEmpty = ({ phones, emails, names }: Profile): boolean => phones.length + emails.length + names.length === 0
  const kept = profiles.filter((profile, at) => rows[at]?.stored || !isEmpty(profile))
  await writeProfiles(tx, kept.map(rowOf))
  const keys = kept.flatMap((profile) => {
    const at = new Date(profile.lastAt)
    return matchKeys(profile).map(({ key, kind }) => ({ key: key.toString(), kind, lead_id: profile.id, at }))
  })
  await writeKeys(tx, keys, { once: true })
  await writeDeltas(tx, countsGained(rows, profiles))
  return kept
}

type Material = {
  lead_id: string
  first_at: string
  last_at: string
  phone_only_at: string | null
  email_only_at: string | null
  identities: { kind: "phone" | "email"; value: string; raw: string; traits: Record<string, unknown>; strength: string }[] | null
  names: string[] | null
  stored: { names: string[] } | null
}

async function materialOf(tx: Transaction, leadIds: readonly string[]): Promise<Material[]> {
  const { rows } = await tx.execute<Material>(sql`
    select l.id as lead_id, l.first_touch_at as first_at, l.last_activity_at as last_at, t.phone_only_at, t.email_only_at, i.identities, n.names,
           (select jsonb_build_object('names', p.names) from match_profiles p where p.lead_id = l.id) as stored
    from leads l
    left join lateral (
      select max(occurred_at) filter (where has_phone and not has_email) as phone_only_at,
             max(occurred_at) filter (where has_email and not has_phone) as email_only_at
      from (select occurred_at, claims @> '[{"kind": "phone"}]' as has_phone, claims @> '[{"kind": "email", "readable": true}]' as has_email
            from touchpoints where lead_id = l.id) touches
    ) t on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('kind', kind, 'value', value, 'raw', raw, 'traits', traits, 'strength', strength) order by first_seen_at, value) as identities
      from lead_identities where lead_id = l.id and kind in ('phone', 'email')
    ) i on true
    left join lateral (
      select array_agg(value order by observed_at, id) as names from lead_field_values where lead_id = l.id and field = 'name' and value <> ''
    ) n on true
    where l.id in ${idsIn(leadIds)} and l.state = 'active'`)
  return rows
}

function profileFrom(row: Material): Profile {
  const own = (row.identities ?? []).filter(({ strength, traits }) => strength !== "weak" || "unreadable" in traits)
  const names = new Map((row.names ?? []).map(readName).flatMap((name) => (name.missing ? [] : [[nameIdentity(name), name]])))
  const time = (value: string | null): number | null => (value === null ? null : new Date(value).getTime())
  return {
    id: row.lead_id,
    phones: own
      .filter(({ kind }) => kind === "phone")
      .flatMap(phoneFrom)
      .filter(isUsablePhone),
    emails: own
      .filter(({ kind }) => kind === "email")
      .flatMap(({ raw }) => normaliseEmails(raw))
      .filter(isUsableEmail),
    names: [...names.values()],
    firstAt: time(row.first_at) ?? 0,
    lastAt: time(row.last_at) ?? 0,
    phoneOnlyAt: time(row.phone_only_at),
    emailOnlyAt: time(row.email_only_at),
  }
}

/** The number as it was read when it came, with the confidence it had then. */
function phoneFrom({ value, raw, traits }: NonNullable<Material["identities"]>[number]): PhoneReading[] {
  if ("unreadable" in traits) return normalisePhone(raw)
  const confidence = (traits["confidence"] as PhoneConfidence | undefined) ?? "explicit"
  const guess = typeof traits["guessedFrom"] === "string" ? { guessedFrom: traits["guessedFrom"] } : {}
  return normalisePhone(value, { vouched: true }).map((reading) => (reading.ok ? { ...reading, raw, confidence, ...guess } : reading))
}

/** A lead counts each of its names once; only what a rebuild finds new is added. */
function countsGained(rows: readonly Material[], profiles: readonly Profile[]): Map<string, number> {
  const gained = new Map<string, number>()
  const add = (key: string) => gained.set(key, (gained.get(key) ?? 0) + 1)
  for (const [at, profile] of profiles.entries()) {
    const stored = rows[at]?.stored
    if (!stored && profile.names.length + profile.phones.length + profile.emails.length > 0) add("leads")
    const known = new Set((stored?.names ?? []).map(readName).flatMap(nameCountKeys))
    for (const key of new Set(profile.names.flatMap(nameCountKeys))) if (!known.has(key)) add(key)
  }
  return gained
}
