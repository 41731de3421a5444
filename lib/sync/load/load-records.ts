import { compareRecord } from "@/lib/core/sync/compare-record"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { nextPhase, type LoadCheckpoint } from "@/lib/core/sync/load"
import type { CrmRecord } from "@/lib/crm/provider"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { theirsOf } from "@/lib/sync/reconcile/compare-items"
import { ourValues, readLeads } from "@/lib/sync/reconcile/desired-state"
import { ingestContacts, tellApart, type BroughtContact } from "@/lib/sync/inbox/import-contacts"
import { holdersOf } from "@/lib/sync/reconcile/links"
import { LAST, addToOutbox, type OutboxEntry } from "@/lib/sync/queue/queue-pushes"
import { lockLeads } from "@/lib/platform/lock-order"
import { dryRun } from "@/lib/platform/transaction"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"
import { changesOf, countChanges } from "./changes"
import { adoptedSoFar } from "./load-leads"
import { commitStep, type LoadClaim, type LoadItem, type LoadRecord } from "./load-record"

/**
 * The CRM's own records, a page at a time. What is linked is compared; what is unknown here comes in like any enquiry, so the
 * same person is not here twice. A trial ingests for real, in a transaction that is taken back, and so decides as the run will.
 */
export async function loadRecords(run: SyncRun, claim: LoadClaim, load: LoadRecord): Promise<void> {
  const { ctx } = run
  const { phase, after } = load.checkpoint
  const object: CrmObject = phase === "contacts" ? "contact" : "deal"
  const page = await run.provider.listAll(object, after, { properties: readProperties(run, object) })
  const checkpoint = page.after === null ? nextPhase(phase, load.kind) : { phase, after: page.after }
  const linked = await compareLinked(run, load, object, page.records)
  const strangers = object === "contact" && load.bringsHere ? await unknownOf(run, load, page.records, linked.known) : NOBODY
  const step = { checkpoint, done: page.records.length, equal: linked.equal }
  if (load.kind === "trial") {
    const brought = strangers.records.length === 0 ? [] : await tryContacts(run, strangers.records)
    const items = [...linked.items, ...strangers.items, ...brought.map((one) => broughtItem(one, "planned"))]
    await commitStep(ctx, claim, () => Promise.resolve({ ...step, items }))
    return
  }
  await bring(run, claim, { step, records: strangers.records, items: [...linked.items, ...strangers.items] })
}

type Linked = { items: LoadItem[]; equal: number; known: Set<string> }

async function compareLinked(run: SyncRun, load: LoadRecord, object: CrmObject, records: readonly CrmRecord[]): Promise<Linked> {
  const holders = await holdersOf(
    run.ctx.db,
    run.ctx.crm,
    object,
    records.map(({ id }) => id),
  )
  const leads = await readLeads(run.ctx.db, [...new Set([...holders.values()].map(({ leadId }) => leadId))])
  const found: Linked = { items: [], equal: 0, known: new Set(holders.keys()) }
  for (const record of records) {
    const link = holders.get(record.id)
    const lead = link && leads.get(link.leadId)
    // A deal of an earlier run is history.
    if (!link || !lead || (object === "deal" && link.run !== lead.run)) continue
    const comparison = compareRecord({
      object,
      mappings: run.mappings,
      ours: ourValues(lead),
      base: link.snapshot,
      theirs: theirsOf(record),
      context: run.context,
      withheld: link.withheld,
    })
    const changes = changesOf(run, { object, lead, record, comparison })
    if (changes.length === 0) found.equal += 1
    else
      found.items.push({
        outcome: "change",
        state: load.kind === "trial" ? "planned" : "waiting",
        objectType: object,
        leadId: lead.id,
        externalId: record.id,
        name: lead.name,
        changes,
        ...countChanges(changes),
      })
  }
  return found
}

type Unknown = { records: CrmRecord[]; items: LoadItem[] }
const NOBODY: Unknown = { records: [], items: [] }

async function unknownOf(run: SyncRun, load: LoadRecord, records: readonly CrmRecord[], known: ReadonlySet<string>): Promise<Unknown> {
  const unlinked = records.filter(({ id }) => !known.has(id))
  const adopted = await adoptedSoFar(
    run.ctx,
    load.id,
    unlinked.map(({ id }) => id),
  )
  const { strangers, nobodies } = await tellApart(
    run,
    unlinked.filter(({ id }) => !adopted.has(id)),
  )
  const items = nobodies.map((record): LoadItem => {
    const reason = "it has no name, address or number"
    return { outcome: "skip", state: "done", objectType: "contact", externalId: record.id, name: null, reason }
  })
  return { records: strangers, items }
}

async function tryContacts(run: SyncRun, records: readonly CrmRecord[]): Promise<BroughtContact[]> {
  const { brought } = await dryRun(run.ctx, (tx) => ingestContacts(run, tx, records))
  // Leads that were born in the dry run are nobody afterwards.
  return brought.map((one) => (one.isNew ? { ...one, leadId: null } : one))
}

type Bringing = {
  step: { checkpoint: LoadCheckpoint | null; done: number; equal: number }
  records: readonly CrmRecord[]
  items: readonly LoadItem[]
}

/** Linked leads are handed to the sync first, in a unit of their own: a push that turns out to be needless does no harm. */
async function bring(run: SyncRun, claim: LoadClaim, { step, records, items }: Bringing): Promise<void> {
  const { ctx } = run
  await changeLeads(ctx, async ({ db: tx }) => {
    const leadIds = waitingLeads(items)
    await lockLeads(tx, leadIds)
    await addToOutbox(tx, ctx.crm, pushesOf(leadIds, ctx.now()), ctx.now())
  })
  await commitStep(ctx, claim, async (unit) => {
    const brought = records.length === 0 ? [] : await bringContacts(run, unit, records)
    await addToOutbox(unit.db, ctx.crm, pushesOf(waitingLeads(brought), ctx.now()), ctx.now())
    return { ...step, items: [...items, ...brought] }
  })
}

const waitingLeads = (items: readonly LoadItem[]): string[] => [
  ...new Set(items.flatMap(({ leadId, state }) => (leadId && state === "waiting" ? [leadId] : []))),
]

const pushesOf = (leadIds: readonly string[], notBefore: Date): OutboxEntry[] =>
  leadIds.map((leadId) => ({ leadId, kind: "lead", priority: LAST, notBefore, pull: true }))

/** New leads go to the CRM before everything else; those that have just come from it in their thousands do not. */
async function bringContacts(run: SyncRun, { db: tx, changes }: LeadUnit, records: readonly CrmRecord[]): Promise<LoadItem[]> {
  const { brought, changes: told } = await ingestContacts(run, tx, records)
  changes.add(...told.map((change) => (change.isNew ? { ...change, isBackfill: true } : change)))
  return brought.map((one) => broughtItem(one, one.leftAlone === null ? "waiting" : "done"))
}

const broughtItem = ({ record, leadId, isNew, doubt, leftAlone }: BroughtContact, state: "planned" | "waiting" | "done"): LoadItem => ({
  outcome: leftAlone !== null ? "skip" : doubt !== null ? "question" : isNew ? "bring" : "join",
  state,
  objectType: "contact",
  leadId,
  externalId: record.id,
  name: record.name ?? record.emails[0] ?? record.phones[0] ?? null,
  reason: leftAlone ?? doubt,
})
