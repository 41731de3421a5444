import type { ReadAnswer, RowResult } from "@/lib/crm/provider"
import { sayOffences } from "@/lib/crm/row-failures"
import { readLinked } from "@/lib/sync/reconcile/read-linked"
import { noteUnmerged } from "@/lib/sync/reconcile/note-unmerged"
import type { LeadRow } from "@/lib/leads/find-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { adoptContacts } from "@/lib/sync/reconcile/adopt-contacts"
import { adoptDeals } from "@/lib/sync/reconcile/adopt-deals"
import { applyInboundChanges } from "@/lib/sync/reconcile/apply-inbound-changes"
import { applyConsents, sendOptOuts, withdrawnLeads } from "@/lib/sync/reconcile/consents"
import { compareItems } from "@/lib/sync/reconcile/compare-items"
import { dealKeyOf, readLeads } from "@/lib/sync/reconcile/desired-state"
import { excludeLead } from "@/lib/sync/reconcile/exclude-lead"
import { excludedLeads, readLinks, type LinkRow, dropLinks } from "@/lib/sync/reconcile/links"
import { backoffMs } from "@/lib/sync/queue/on-failure"
import { heldRows, settleOutbox, type Lease, type LeasedRow, type PushOutcome } from "@/lib/sync/queue/outbox"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"
import { isUnchanged, type SyncItem } from "@/lib/sync/reconcile/sync-item"
import { writeItems } from "./write-items"
import { eq } from "drizzle-orm"
import { crmLinks } from "@/db/schema"
import type { CrmObject } from "@/lib/core/sync/crm-schema"

/**
 * Brings leads and their records to agreement, a batch at a time: read what the CRM says, compare with what was agreed last
 * and with what we say, take over what is newer there, write what is newer here. It is one road for both directions: a push
 * and a pull differ only in who woke it. Every step may be cut off at any point and done again: records are found by our own
 * unique ids, what is equal is not written, and links are kept only while the lease holds.
 */
export async function pushLeads(run: SyncRun, lease: Lease): Promise<PushOutcome[]> {
  const { ctx } = run
  const leadIds = lease.rows.map(({ leadId }) => leadId)
  const [leads, links, excluded, withdrawn] = [
    await readLeads(ctx.db, leadIds),
    await readLinks(ctx.db, ctx.crm, leadIds),
    await excludedLeads(ctx.db, ctx.crm, leadIds),
    await withdrawnLeads(ctx, leadIds),
  ]
  const outcomes: PushOutcome[] = []
  const items: SyncItem[] = []
  for (const row of lease.rows) {
    const lead = leads.get(row.leadId)
    if (lead && excluded.get(lead.id) === "no_consent") {
      outcomes.push({ id: row.id, outcome: "done", errorClass: "no_consent" })
      continue
    }
    if (!lead || lead.state === "merged" || excluded.has(lead.id) || !belongsThere(lead, links.get(lead.id) ?? [])) {
      outcomes.push({ id: row.id, outcome: "done" })
      continue
    }
    const item = { ...itemOf(row, lead, links.get(lead.id) ?? []), optOut: withdrawn.has(lead.id) ? lead.emails.join(" ") : "" }
    if (!row.pull && item.doubles.length === 0 && isUnchanged(run, item)) outcomes.push({ id: row.id, outcome: "done" })
    else items.push(item)
  }
  await settleOutbox(ctx.db, lease, outcomes, ctx.now())
  if (items.length === 0) return []
  return await reconcile(run, lease, items)
}

/** Only what is on the board goes over; whatever is there already stays in step. */
const belongsThere = (lead: LeadRow, links: readonly LinkRow[]): boolean => lead.kind === "lead" || links.length > 0

export function itemOf(row: LeasedRow, lead: LeadRow, links: readonly LinkRow[]): SyncItem {
  const contacts = links.filter(({ objectType }) => objectType === "contact")
  const deals = links.filter(({ objectType, run }) => objectType === "deal" && run === lead.run)
  // The record that carries this lead's own id survives; without one, the older.
  const first = (list: readonly LinkRow[], key: string): LinkRow | undefined =>
    list.find(({ snapshot }) => Object.values(snapshot).some(({ o }) => o === key)) ?? list[0]
  const [contact, deal] = [first(contacts, lead.id), first(deals, dealKeyOf(lead))]
  return {
    row,
    lead,
    contact: contact ?? null,
    deal: deal ?? null,
    doubles: [...contacts.filter((link) => link !== contact), ...deals.filter((link) => link !== deal)],
    contactRecord: null,
    dealRecord: null,
    isHidden: false,
    wantsDeal: true,
    otherDeals: [],
    isOwnerChosen: true,
    optOut: "",
  }
}

async function reconcile(run: SyncRun, lease: Lease, items: SyncItem[]): Promise<PushOutcome[]> {
  await mergeThere(run, items)
  run.step("merged")
  await readRecords(run, items)
  run.step("read")
  const seen = items.filter(({ isHidden: isOut }) => !isOut)
  const present = await dropGone(run, seen)
  await adoptContacts(run, present)
  await adoptDeals(run, present)
  run.step("adopted")
  const compared = await compareItems(run, present)
  await applyConsents(run, compared)
  await sendOptOuts(run, compared)
  await applyInboundChanges(run, compared)
  run.step("inbound applied")
  const results = await writeItems(run, lease, compared)
  run.step("written")
  const outcomes = [
    ...items.filter(({ isHidden: isOut }) => isOut).map(({ row }) => hiddenOutcome(row.id)),
    ...seen.filter((item) => !present.includes(item)).map(({ row }): PushOutcome => ({ id: row.id, outcome: "done" })),
    ...compared.map(({ item }) => outcomeOf(item, results.get(item.row.id), run.ctx.now())),
  ]
  await changeLeads(run.ctx, async ({ db: tx }) => {
    const held = await heldRows(tx, lease)
    await settleOutbox(
      tx,
      lease,
      outcomes.filter(({ id }) => held.has(id)),
      run.ctx.now(),
    )
  })
  return outcomes
}

export async function readRecords(run: SyncRun, items: readonly SyncItem[]): Promise<void> {
  const contacts = await readLinked(
    run,
    "contact",
    items.flatMap(({ contact }) => contact?.externalId ?? []),
  )
  const deals = await readLinked(
    run,
    "deal",
    items.flatMap(({ deal }) => deal?.externalId ?? []),
  )
  const keys = items.flatMap(({ deal, lead }) => (deal === null ? [dealKeyOf(lead)] : []))
  // A deal of ours whose answer was lost is there without a link.
  const ours = keys.length === 0 ? null : await run.provider.readByKeys("deal", keys, { properties: readProperties(run, "deal") })
  for (const item of items) {
    if (item.contact) item.contactRecord = contacts.records.get(item.contact.externalId) ?? null
    item.isHidden = isHidden(contacts, item.contact) || isHidden(deals, item.deal)
    item.dealRecord = item.deal ? (deals.records.get(item.deal.externalId) ?? null) : (ours?.get(dealKeyOf(item.lead)) ?? null)
  }
}

const isHidden = ({ gone }: ReadAnswer, link: LinkRow | null): boolean => link !== null && gone.get(link.externalId) === "hidden"

/** A linked contact that is gone was deleted in the CRM: the lead stays out until a person sends it again. */
async function dropGone(run: SyncRun, items: readonly SyncItem[]): Promise<SyncItem[]> {
  const gone = items.filter(({ contact, contactRecord }) => contact !== null && contactRecord === null)
  if (gone.length > 0)
    await changeLeads(run.ctx, async (unit) => {
      await lockLeads(
        unit.db,
        gone.map(({ lead }) => lead.id),
      )
      for (const { lead } of gone) await excludeLead(unit, run.ctx.crm, { leadId: lead.id, reason: "deleted_there" })
    })
  return items.filter((item) => !gone.includes(item))
}

/** What we may not see is neither deleted nor to be made again: it waits until somebody lets us see it. */
const hiddenOutcome = (id: string): PushOutcome => ({
  id,
  outcome: "parked",
  errorClass: "hidden",
  error: "The record is there, and our user may not see it.",
})

/** A record that is gone or taken is looked at again, a few times. */
const ROUNDS_MAX = 5

function outcomeOf({ row: { id, attempts } }: SyncItem, result: RowResult | undefined, now: Date): PushOutcome {
  if (result?.outcome === "ok") return { id, outcome: "done" }
  if (result?.outcome === "busy") {
    const notBefore = new Date(now.getTime() + (result.retryAfterMs ?? backoffMs(attempts, id)))
    return { id, outcome: "later", notBefore, errorClass: "busy", error: "The record was being changed over there.", isCounted: true }
  }
  if (result && result.outcome !== "invalid" && attempts < ROUNDS_MAX) return { id, outcome: "again" }
  const why = result?.outcome === "invalid" ? sayOffences(result.offences) : ""
  return { id, outcome: "dead", errorClass: "invalid", error: why || "The CRM refuses this record." }
}

/** Leads that were merged here have the records of both: those become one, and the link follows to whatever id that has. */
async function mergeThere(run: SyncRun, items: readonly SyncItem[]): Promise<void> {
  for (const item of items) {
    for (const double of item.doubles) {
      const object = double.objectType as CrmObject
      const kept = object === "contact" ? item.contact : item.deal
      const merge = run.provider.merge[object]
      if (!kept) continue
      if (!merge) {
        await noteUnmerged(run, item, { object, kept, double })
        continue
      }
      const survivor = await merge(kept.externalId, double.externalId)
      run.step("merged one")
      await changeLeads(run.ctx, async ({ db: tx }) => {
        await lockLeads(tx, [item.lead.id])
        await dropLinks(tx, [double.id])
        if (survivor.id !== kept.externalId) await tx.update(crmLinks).set({ externalId: survivor.id }).where(eq(crmLinks.id, kept.id))
      })
      kept.externalId = survivor.id
    }
  }
}
