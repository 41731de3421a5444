import { createHmac } from "node:crypto"
import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { LeadEvent } from "@/lib/core/lead-event"
import { isOwnContact } from "@/lib/core/privacy/own-contact"
import { env, type Env } from "@/lib/platform/env"
import { readSetting } from "@/lib/platform/settings/setting"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { keyOf, type ReadEvent } from "./read-event"

/**
 * Keeps erased people out. An erasure leaves keyed hashes of the person's identities; an event that carries one of them
 * is not ingested, so an old list, a replay or a CRM does not make the person again. The person themself may come back
 * (lib/core/privacy/own-contact.ts); their hashes then go, because they are a customer again.
 */
export const SUPPRESSED = "The person was erased at their request and is kept out."

/** Throws without one: hashes under another key know nobody, so erased people would come back unseen. */
export function suppressionSecret({ SUPPRESSION_SECRET, NEXTAUTH_SECRET }: SuppressionKeys = env()): string {
  const secret = SUPPRESSION_SECRET ?? NEXTAUTH_SECRET
  if (!secret) throw new Error("Set SUPPRESSION_SECRET or NEXTAUTH_SECRET as the app has it: without it erased people would come back.")
  return secret
}
type SuppressionKeys = Pick<Env, "SUPPRESSION_SECRET" | "NEXTAUTH_SECRET">

const hashOf = (key: string): string => createHmac("sha256", `suppression:${suppressionSecret()}`).update(key).digest("hex")

/** Remembers, as hashes, every identity of these leads that no other lead has. */
export async function suppressIdentities(tx: Transaction, leadIds: readonly string[], at: Date): Promise<void> {
  if (!(await readSetting(tx, PRIVACY)).suppression) return
  const { rows } = await tx.execute<{ key: string }>(sql`
    with person as (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))
    select distinct i.kind || ':' || i.value as key from lead_identities i
    where i.lead_id in (select id from person) and i.strength <> 'weak'
      and not exists (select 1 from lead_identities o where o.kind = i.kind and o.value = i.value and o.lead_id not in (select id from person))`)
  await tx.execute(sql`
    insert into suppressed_identities (hash, erased_at)
    select decode(h, 'hex'), ${at.toISOString()} from jsonb_array_elements_text(${JSON.stringify(rows.map(({ key }) => hashOf(key)))}::jsonb) h
    on conflict (hash) do update set erased_at = excluded.erased_at`)
}

/** The events of a batch that are about an erased person. Those of a person who came back lift their suppression. */
export async function findSuppressed(tx: Transaction, reads: readonly ReadEvent[]): Promise<ReadonlySet<ReadEvent>> {
  const hashesOf = new Map(
    reads.map((read) => [read, read.leadId === null ? read.identities.filter(({ readable }) => readable).map(keyOf) : []]),
  )
  const erased = await erasedAt(tx, [...hashesOf.values()].flat())
  if (erased.size === 0 || !(await readSetting(tx, PRIVACY)).suppression) return new Set()
  const suppressed = new Set<ReadEvent>()
  for (const read of reads.toSorted(byTime)) {
    const hit = (hashesOf.get(read) ?? []).filter((key) => erased.has(key))
    const latest = Math.max(...hit.map((key) => erased.get(key)?.getTime() ?? 0))
    if (hit.length === 0) continue
    if (!isOwnContact(read.event, read.trust, new Date(latest))) suppressed.add(read)
    else {
      await lift(tx, hit)
      for (const key of hit) erased.delete(key)
    }
  }
  return suppressed
}

const byTime = (a: { event: LeadEvent }, b: { event: LeadEvent }): number => a.event.occurredAt.getTime() - b.event.occurredAt.getTime()

async function erasedAt(tx: Transaction, keys: readonly string[]): Promise<Map<string, Date>> {
  if (keys.length === 0) return new Map()
  const byHash = new Map(keys.map((key) => [hashOf(key), key]))
  const { rows } = await tx.execute<{ hash: string; erased_at: string }>(sql`
    select encode(hash, 'hex') as hash, erased_at from suppressed_identities
    where hash in (select decode(h, 'hex') from jsonb_array_elements_text(${JSON.stringify([...byHash.keys()])}::jsonb) h)`)
  return new Map(rows.map(({ hash, erased_at }) => [byHash.get(hash) ?? "", new Date(erased_at)]))
}

async function lift(tx: Transaction, keys: readonly string[]): Promise<void> {
  await tx.execute(sql`
    delete from suppressed_identities
    where hash in (select decode(h, 'hex') from jsonb_array_elements_text(${JSON.stringify(keys.map(hashOf))}::jsonb) h)`)
}
