import { inArray, sql } from "drizzle-orm"
import { textsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { leads } from "@/db/schema"
import type { CrmRecord } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { SUPPRESSED } from "@/lib/leads/ingest/suppression"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { LeadChange } from "@/lib/platform/lead-change"
import { contactEvent, contactKey } from "./contact-event"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { includeRestored } from "@/lib/sync/reconcile/exclude-lead"
import { erasedContacts, excludedLeads, readLinks, saveLinks } from "@/lib/sync/reconcile/links"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * A contact that a colleague made in the CRM is an enquiry like any other: it goes through the same matching, so that a person
 * who is here already is not here twice. The link is made in the same transaction; what the two say of each other is then
 * compared as always. A contact that carries the id of a lead of ours has merely lost its link, or was restored.
 */
export async function importContacts(run: SyncRun, records: readonly CrmRecord[]): Promise<string[]> {
  const { ctx } = run
  const { own, strangers } = await tellApart(run, records)
  if (own.length > 0) await changeLeads(ctx, (unit) => includeRestored(unit, ctx.crm, own))
  if (strangers.length === 0) return own
  return await changeLeads(ctx, async ({ db: tx, changes }) => {
    const ingested = await ingestContacts(run, tx, strangers)
    changes.add(...ingested.changes)
    return [...own, ...ingested.changes.map(({ leadId }) => leadId)]
  })
}

/**
 * Leads whose id a contact carries already, contacts that are unknown here, and contacts without a name, address or number. The contact of
 * a person who was erased is none of these.
 */
export async function tellApart(
  { ctx }: Pick<SyncRun, "ctx">,
  records: readonly CrmRecord[],
): Promise<{ own: string[]; strangers: CrmRecord[]; nobodies: CrmRecord[] }> {
  const idIn = ({ key }: CrmRecord): string => key ?? ""
  const ownIds = records.map(idIn).filter(isUuid)
  const known = ownIds.length === 0 ? [] : await ctx.db.select({ id: leads.id }).from(leads).where(inArray(leads.id, ownIds))
  const ours = new Set(known.map(({ id }) => id))
  const erased = await erasedContacts(
    ctx.db,
    ctx.crm,
    records.map(({ id }) => id),
  )
  const others = records.filter((record) => !ours.has(idIn(record)) && !erased.has(record.id))
  return { own: [...ours], strangers: others.filter(isSomebody), nobodies: others.filter((record) => !isSomebody(record)) }
}

export type BroughtContact = {
  record: CrmRecord
  leadId: string | null
  isNew: boolean
  /** Why it is an open question whether this person is here already. */
  doubt: string | null
  /** Null: it is this lead's contact from now on. */
  leftAlone: string | null
}

/** Ingests contacts into leads and links them, in the caller's transaction: a trial takes it back. */
export async function ingestContacts(
  run: Pick<SyncRun, "ctx" | "mappings">,
  tx: Transaction,
  records: readonly CrmRecord[],
): Promise<{ brought: BroughtContact[]; changes: LeadChange[] }> {
  const { crm } = run.ctx
  const now = run.ctx.now()
  const { ingested, changes } = await ingestEvents(
    tx,
    records.map((record) => ({ event: contactEvent(run, record), receiptId: newId() })),
    now,
  )
  const leadOf = ingested.map((one) => (one.outcome === "ingested" ? one.leadId : null))
  const leadIds = leadOf.filter((id) => id !== null)
  const [excluded, links, doubts] = [
    await excludedLeads(tx, crm, leadIds),
    await readLinks(tx, crm, leadIds),
    await readDoubts(tx, crm, records),
  ]
  const taken = new Set([...links].flatMap(([id, list]) => (list.some(({ objectType }) => objectType === "contact") ? [id] : [])))
  const born = new Set(changes.flatMap(({ leadId, isNew }) => (isNew ? [leadId] : [])))
  const brought = records.map((record, at): BroughtContact => {
    const leadId = leadOf[at] ?? null
    const leftAlone =
      ingested[at]?.outcome === "suppressed"
        ? SUPPRESSED
        : leadId === null
          ? UNREADABLE
          : excluded.has(leadId)
            ? EXCLUDED
            : taken.has(leadId)
              ? SECOND
              : null
    const isNew = leadId !== null && born.delete(leadId)
    if (leadId !== null) taken.add(leadId)
    return { record, leadId, isNew, doubt: doubts.get(contactKey(crm, record)) ?? null, leftAlone }
  })
  const linked = brought.flatMap((one) => (one.leadId === null || one.leftAlone !== null ? [] : [{ ...one, leadId: one.leadId }]))
  await saveLinks(
    tx,
    crm,
    linked.map(({ leadId, record, isNew }) => ({
      leadId,
      object: "contact",
      externalId: record.id,
      run: null,
      snapshot: {},
      withheld: {},
      remoteUpdatedAt: null,
      syncedAt: now,
      origin: isNew ? "brought" : "adopted",
    })),
  )
  return { brought, changes }
}

const UNREADABLE = "it cannot be read"
const EXCLUDED = "its lead is kept out of the CRM"
/** Two records of one person: the first is linked, and the other is for the CRM's own users to merge. */
const SECOND = "a second contact of somebody who is linked already; merge the two over there"

async function readDoubts(tx: Transaction, crm: CrmCtx["crm"], records: readonly CrmRecord[]): Promise<Map<string, string>> {
  const { rows } = await tx.execute<{ event_key: string; reason: string }>(sql`
    select t.event_key, d.reason from touchpoints t join duplicate_items d on d.touchpoint_id = t.id and d.status = 'pending'
    where t.channel = ${crm.definition.channel} and t.event_key in ${textsIn(records.map((record) => contactKey(crm, record)))}`)
  return new Map(rows.map(({ event_key, reason }) => [event_key, reason]))
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const isSomebody = ({ emails, phones, name }: CrmRecord): boolean => emails.length + phones.length > 0 || name !== null
