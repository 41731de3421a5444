import { and, eq, inArray, sql } from "drizzle-orm"
import { required } from "@/lib/core/required"
import { idsIn } from "@/db/sql"
import { crmExclusions, leads } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import type { Ctx } from "@/lib/platform/context"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmRecord } from "@/lib/crm/provider"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { excludeLead } from "@/lib/sync/reconcile/exclude-lead"
import { readLinked } from "@/lib/sync/reconcile/read-linked"
import { importContacts } from "./import-contacts"
import { holdersOf, type LinkRow } from "@/lib/sync/reconcile/links"
import { addToOutbox } from "@/lib/sync/queue/queue-pushes"
import { Cut } from "@/lib/sync/queue/cut"
import { leaseInbox, settleInbox, type LeasedChange } from "@/lib/sync/queue/inbox-lease"
import { weighFailure } from "@/lib/sync/queue/on-failure"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Looks at the records that a CRM told of. What belongs to a lead wakes that lead's push, which reads and compares as always;
 * what was merged in the CRM is merged here; what was deleted takes its lead out of the sync; and a contact that is unknown
 * here comes in as an enquiry, like from any other channel.
 */
export async function processInbox(run: SyncRun): Promise<number> {
  const { ctx } = run
  const lease = await leaseInbox(ctx)
  if (!lease) return 0
  run.step("inbox leased")
  const leadIds: string[] = []
  try {
    for (const object of ["contact", "deal"] as const) {
      const leased = lease.rows.filter((row) => row.objectType === object)
      if (leased.length > 0) leadIds.push(...(await processObject(run, object, leased)))
    }
    run.step("inbox processed")
    await settleInbox(ctx, lease, null)
  } catch (error) {
    if (error instanceof Cut) throw error
    await settleInbox(ctx, lease, await weighFailure(run, error))
  }
  await run.logCalls("inbox", leadIds)
  return lease.rows.length
}

async function processObject(run: SyncRun, object: CrmObject, leased: readonly LeasedChange[]): Promise<string[]> {
  const { ctx } = run
  const holders = await holdersOf(
    ctx.db,
    ctx.crm,
    object,
    leased.map(({ externalId }) => externalId),
  )
  // What is linked and merely changed is read by the push; everything else has to be looked at here. Beside a stranger
  // everything has: a linked record may have become that one.
  const isAllLinked = leased.every(({ externalId }) => holders.has(externalId))
  const plain = isAllLinked ? leased.filter(({ change }) => change === "changed") : []
  const others = leased.filter((one) => !plain.includes(one))
  const ids = others.map(({ externalId }) => externalId)
  const { records, gone } = await readLinked(run, object, ids)
  const woken = plain.map(({ externalId }) => required(holders.get(externalId), "link").leadId)
  const strangers: CrmRecord[] = []
  for (const one of others) {
    const record = records.get(one.externalId)
    const holder = holders.get(one.externalId)
    if (!record && gone.get(one.externalId) === "hidden") woken.push(...(holder ? [holder.leadId] : []))
    else if (!record) await applyDeletion(run, object, one, holder)
    else if (record.id !== one.externalId) woken.push(...(await applyMerge(run, object, record)))
    else if (holder) woken.push(holder.leadId, ...(one.change === "merged" ? await applyMerge(run, object, record) : []))
    else if (one.change === "merged") woken.push(...(await applyMerge(run, object, record)))
    else strangers.push(record)
  }
  if (object === "contact") woken.push(...(await importContacts(run, await withoutSurvivors(run, strangers))))
  else woken.push(...(await ownDeals(run, strangers)))
  await wake(run, woken)
  return woken
}

async function wake({ ctx }: SyncRun, leadIds: readonly string[]): Promise<void> {
  const now = ctx.now()
  const entries = [...new Set(leadIds)].map((leadId) => ({ leadId, kind: "lead" as const, priority: 0, notBefore: now, pull: true }))
  if (entries.length === 0) return
  await changeLeads(ctx, async ({ db: tx }) => {
    await lockLeads(tx, leadIds)
    await addToOutbox(tx, ctx.crm, entries, now)
  })
}

/** Gone, and never ours, or gone and a lead's. A deal's own absence is found by its lead's push. */
async function applyDeletion(
  run: SyncRun,
  object: CrmObject,
  { change, externalId }: LeasedChange,
  holder: LinkRow | undefined,
): Promise<void> {
  const leadId = holder?.leadId ?? (change === "privacy" ? await formerHolder(run, externalId) : undefined)
  if (leadId === undefined) return
  if (object === "deal") return await wake(run, [leadId])
  await changeLeads(run.ctx, async (unit) => {
    await lockLeads(unit.db, [leadId])
    await excludeLead(unit, run.ctx.crm, { leadId, reason: change === "privacy" ? "privacy" : "deleted_there" })
  })
}

/** News of a deletion and of its being for privacy come in any order: the link may be gone already. */
async function formerHolder({ ctx }: SyncRun, externalId: string): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ leadId: crmExclusions.leadId })
    .from(crmExclusions)
    .where(and(eq(crmExclusions.provider, ctx.crm.name), eq(crmExclusions.externalId, externalId)))
  return row?.leadId
}

/** Records that became one: the leads they stand for become one, and the link goes to the survivor's id. */
async function applyMerge(run: SyncRun, object: CrmObject, record: CrmRecord): Promise<string[]> {
  const { ctx } = run
  const held = await holdersOf(ctx.db, ctx.crm, object, [record.id, ...record.mergedIds])
  const links = [...held.values()]
  // The lead whose id the survivor carries goes on; else the one that was linked first.
  const carried = leadIn(record)
  const kept = links.find(({ leadId }) => leadId === carried) ?? links.sort((a, b) => (a.id < b.id ? -1 : 1))[0]
  if (!kept) return []
  if (object === "contact")
    for (const leadId of new Set(links.map((link) => link.leadId))) if (leadId !== kept.leadId) await mergeHere(ctx, kept.leadId, leadId)
  await changeLeads(ctx, async ({ db: tx }) => {
    await lockLeads(
      tx,
      links.map(({ leadId }) => leadId),
    )
    const gone = links.filter(({ id }) => id !== kept.id).map(({ id }) => id)
    await tx.execute(sql`delete from crm_links where id in ${idsIn(gone)}`)
    await tx.execute(sql`
      update crm_links set external_id = ${record.id}, snapshot = snapshot - 'email' - 'phone'
      where id = ${kept.id} and external_id <> ${record.id}`)
  })
  return links.map(({ leadId }) => leadId)
}

/** Without contacts that have just become a lead's own, by a merge that was told of together with them. */
async function withoutSurvivors({ ctx }: SyncRun, contacts: readonly CrmRecord[]): Promise<CrmRecord[]> {
  const held = await holdersOf(
    ctx.db,
    ctx.crm,
    "contact",
    contacts.map(({ id }) => id),
  )
  return contacts.filter(({ id }) => !held.has(id))
}

async function mergeHere(ctx: Ctx, survivorId: string, mergedId: string): Promise<void> {
  const rows = await ctx.db
    .select({ id: leads.id })
    .from(leads)
    .where(and(inArray(leads.id, [survivorId, mergedId]), eq(leads.state, "active")))
  if (rows.length === 2) await mergeLeads(ctx, { survivorId, mergedId })
}

/** Deals that carry an id of ours belong to that lead; those of others are none of our business. */
async function ownDeals({ ctx }: SyncRun, records: readonly CrmRecord[]): Promise<string[]> {
  const ids = records.flatMap((record) => leadIn(record) ?? [])
  if (ids.length === 0) return []
  const rows = await ctx.db.select({ id: leads.id }).from(leads).where(inArray(leads.id, ids))
  return rows.map(({ id }) => id)
}

/** The lead whose id a record carries. */
const leadIn = ({ key }: CrmRecord): string | undefined => /^[0-9a-f-]{36}(?=:|$)/.exec(key ?? "")?.[0]
