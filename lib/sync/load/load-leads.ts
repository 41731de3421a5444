import { sql } from "drizzle-orm"
import { textsIn } from "@/db/sql"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { nextPhase } from "@/lib/core/sync/load"
import { lockLeads } from "@/lib/platform/lock-order"
import { newId } from "@/lib/platform/ids"
import { adoptContacts } from "@/lib/sync/reconcile/adopt-contacts"
import { adoptDeals } from "@/lib/sync/reconcile/adopt-deals"
import { compareItems, type Compared } from "@/lib/sync/reconcile/compare-items"
import { readLeads } from "@/lib/sync/reconcile/desired-state"
import { readLinks } from "@/lib/sync/reconcile/links"
import { LAST, addToOutbox } from "@/lib/sync/queue/queue-pushes"
import { itemOf, readRecords } from "@/lib/sync/outbox/push-leads"
import type { SyncItem } from "@/lib/sync/reconcile/sync-item"
import type { SyncRun } from "@/lib/sync/connection/sync-run"
import { changesOf, countChanges } from "./changes"
import { commitStep, type LoadClaim, type LoadItem, type LoadRecord } from "./load-record"

/**
 * Leads of the board that the CRM does not have, a slice at a time. A trial looks for their contacts and compares, by the very
 * code of a push, and stops before anything is written. A run owes the CRM a push of each, behind everything else.
 */
const SLICE = 100

export async function loadLeads(run: SyncRun, claim: LoadClaim, load: LoadRecord): Promise<void> {
  const { ctx } = run
  const { phase, after } = load.checkpoint
  const leadIds = load.sendsThere ? await absentLeads(ctx, after) : []
  const last = leadIds.at(-1)
  const checkpoint = leadIds.length < SLICE || last === undefined ? nextPhase(phase, load.kind) : { phase, after: last }
  if (load.kind === "trial") {
    const items = await planLeads(run, load, leadIds)
    await commitStep(ctx, claim, () => Promise.resolve({ items, done: leadIds.length, checkpoint }))
    return
  }
  const names = await readLeads(ctx.db, leadIds)
  await commitStep(ctx, claim, async ({ db: tx }) => {
    await lockLeads(tx, leadIds)
    await addToOutbox(
      tx,
      ctx.crm,
      leadIds.map((leadId) => ({ leadId, kind: "lead", priority: LAST, notBefore: ctx.now(), pull: true })),
      ctx.now(),
    )
    const items = leadIds.map((leadId): LoadItem => {
      const name = names.get(leadId)?.name ?? null
      return { outcome: "create", state: "waiting", objectType: "contact", leadId, name }
    })
    return { items, done: leadIds.length, checkpoint }
  })
}

async function absentLeads({ db, crm }: CrmCtx, after: string | null): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select l.id from leads l where ${isAbsent(crm)} ${after === null ? sql`` : sql`and l.id > ${after}::uuid`} order by l.id limit ${SLICE}`)
  return rows.map(({ id }) => id)
}

const isAbsent = ({ name }: CrmCtx["crm"]) => sql`l.state = 'active' and l.kind = 'lead' and l.restricted_at is null
  and not exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${name} and k.object_type = 'contact')
  and not exists (select 1 from crm_exclusions x where x.lead_id = l.id and x.provider = ${name})`

export async function countAbsent({ db, crm }: Pick<CrmCtx, "db" | "crm">): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`select count(*)::int as n from leads l where ${isAbsent(crm)}`)
  return rows[0]?.n ?? 0
}

async function planLeads(run: SyncRun, load: LoadRecord, leadIds: readonly string[]): Promise<LoadItem[]> {
  if (leadIds.length === 0) return []
  const [leads, links] = [await readLeads(run.ctx.db, leadIds), await readLinks(run.ctx.db, run.ctx.crm, leadIds)]
  const items = [...leads.values()].map((lead) =>
    itemOf({ id: newId(), leadId: lead.id, kind: "lead", version: 0, pull: true, attempts: 0 }, lead, links.get(lead.id) ?? []),
  )
  await readRecords(run, items)
  await adoptContacts(run, items)
  await skipAdopted(run, load, items)
  await adoptDeals(run, items)
  return (await compareItems(run, items)).map((compared) => planned(run, compared))
}

/** A contact that an earlier slice of this trial adopts is that lead's: the run would find it linked by then. */
async function skipAdopted({ ctx }: SyncRun, load: LoadRecord, items: readonly SyncItem[]): Promise<void> {
  const taken = await adoptedSoFar(
    ctx,
    load.id,
    items.flatMap(({ contactRecord }) => contactRecord?.id ?? []),
  )
  for (const item of items) if (item.contactRecord && taken.has(item.contactRecord.id)) item.contactRecord = null
}

export async function adoptedSoFar({ db }: Pick<CrmCtx, "db">, loadId: string, externalIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.execute<{ external_id: string }>(sql`
    select external_id from crm_load_items where load_id = ${loadId} and outcome in ('adopt', 'join')
      and external_id in ${textsIn(externalIds)}`)
  return new Set(rows.map(({ external_id }) => external_id))
}

function planned(run: SyncRun, { item, contact, deal }: Compared): LoadItem {
  const { lead, contactRecord, dealRecord, otherDeals } = item
  const changes = [
    ...(contactRecord ? changesOf(run, { object: "contact", lead, record: contactRecord, comparison: contact }) : []),
    ...(dealRecord && deal ? changesOf(run, { object: "deal", lead, record: dealRecord, comparison: deal }) : []),
  ]
  return {
    outcome: contactRecord ? "adopt" : "create",
    state: "planned",
    objectType: "contact",
    leadId: lead.id,
    externalId: contactRecord?.id ?? null,
    name: lead.name,
    reason:
      otherDeals.length > 0
        ? `${otherDeals.length} more open ${otherDeals.length === 1 ? "deal" : "deals"} of this contact stay as they are`
        : null,
    deal: deal === null ? null : dealRecord ? "adopt" : "make",
    changes,
    ...countChanges(changes),
  }
}
