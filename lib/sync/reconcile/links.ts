import { and, eq, inArray, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Database, Transaction } from "@/db/client"
import { crmExclusions, crmLinks } from "@/db/schema"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { Snapshot } from "@/lib/core/sync/three-way"
import { readConsentGates } from "@/lib/leads/consent"
import { newId } from "@/lib/platform/ids"
import type { CrmConnection } from "@/lib/sync/connection/crm-connection"

/** Which records of the CRM a lead has. */
export type LinkRow = typeof crmLinks.$inferSelect

type Crm = Pick<CrmConnection, "name">

export async function readLinks(db: Pick<Database, "select">, crm: Crm, leadIds: readonly string[]): Promise<Map<string, LinkRow[]>> {
  const rows =
    leadIds.length === 0
      ? []
      : await db
          .select()
          .from(crmLinks)
          .where(and(eq(crmLinks.provider, crm.name), inArray(crmLinks.leadId, [...leadIds])))
          .orderBy(crmLinks.id)
  const links = new Map<string, LinkRow[]>()
  for (const row of rows) links.set(row.leadId, [...(links.get(row.leadId) ?? []), row])
  return links
}

/** external id → lead, for records of one kind. */
export async function holdersOf(
  db: Pick<Database, "select">,
  crm: Crm,
  object: CrmObject,
  externalIds: readonly string[],
): Promise<Map<string, LinkRow>> {
  if (externalIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(crmLinks)
    .where(and(eq(crmLinks.provider, crm.name), eq(crmLinks.objectType, object), inArray(crmLinks.externalId, [...externalIds])))
  return new Map(rows.map((row) => [row.externalId, row]))
}

/** Leads that are kept out of the CRM: by an exclusion, or because they may not be processed. */
export async function excludedLeads(
  db: Pick<Database, "select">,
  crm: Crm,
  leadIds: readonly string[],
): Promise<Map<string, "excluded" | "no_consent">> {
  if (leadIds.length === 0) return new Map()
  const rows = await db
    .select({ leadId: crmExclusions.leadId })
    .from(crmExclusions)
    .where(and(eq(crmExclusions.provider, crm.name), inArray(crmExclusions.leadId, [...leadIds])))
  const gates = await readConsentGates(db, leadIds)
  return new Map([
    ...leadIds.filter((id) => gates.get(id)?.service === false).map((id) => [id, "no_consent"] as const),
    ...rows.map(({ leadId }) => [leadId, "excluded"] as const),
  ])
}

/** Of these contacts, those of people who were erased or are no longer kept: whatever becomes of them, they stand for no lead. */
export async function erasedContacts(db: Pick<Database, "select">, crm: Crm, externalIds: readonly string[]): Promise<Set<string>> {
  if (externalIds.length === 0) return new Set()
  const rows = await db
    .select({ externalId: crmExclusions.externalId })
    .from(crmExclusions)
    .where(
      and(
        eq(crmExclusions.provider, crm.name),
        inArray(crmExclusions.reason, ["privacy", "expired"]),
        inArray(crmExclusions.externalId, [...externalIds]),
      ),
    )
  return new Set(rows.flatMap(({ externalId }) => externalId ?? []))
}

export type LinkWrite = {
  leadId: string
  object: CrmObject
  externalId: string
  run: number | null
  snapshot: Snapshot
  withheld: LinkRow["withheld"]
  remoteUpdatedAt: Date | null
  syncedAt: Date
  /** Counts for a new link only. */
  origin?: LinkRow["origin"]
}

/**
 * Links as they are after a push. One record belongs to one lead: of two leads that claim it at once the first keeps it, and
 * the other's claim is dropped, to be looked at again.
 */
export async function saveLinks(tx: Transaction, crm: Crm, writes: readonly LinkWrite[]): Promise<void> {
  if (writes.length === 0) return
  const rows = writes.map((write) => ({
    id: newId(),
    lead_id: write.leadId,
    object_type: write.object,
    external_id: write.externalId,
    run: write.run,
    snapshot: write.snapshot,
    withheld: write.withheld,
    remote_updated_at: write.remoteUpdatedAt?.toISOString() ?? null,
    synced_at: write.syncedAt.toISOString(),
    origin: write.origin ?? null,
  }))
  await tx.execute(sql`
    insert into crm_links as l (id, lead_id, provider, object_type, external_id, run, snapshot, withheld, remote_updated_at, synced_at, origin)
    select r.id, r.lead_id, ${crm.name}, r.object_type, r.external_id, r.run, r.snapshot, r.withheld, r.remote_updated_at, r.synced_at, r.origin
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, lead_id uuid, object_type text, external_id text, run int,
      snapshot jsonb, withheld jsonb, remote_updated_at timestamptz, synced_at timestamptz, origin text)
    order by r.object_type, r.external_id
    on conflict (provider, object_type, external_id) do update set snapshot = excluded.snapshot, withheld = excluded.withheld, run = excluded.run,
      remote_updated_at = greatest(l.remote_updated_at, excluded.remote_updated_at), synced_at = excluded.synced_at
    where l.lead_id = excluded.lead_id`)
}

export async function dropLinks(tx: Pick<Transaction, "execute">, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.execute(sql`delete from crm_links where id in ${idsIn(ids)}`)
}
