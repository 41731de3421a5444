import { changeLeads } from "@/lib/platform/change/change-leads"
import { required } from "@/lib/core/required"
import { DAY_MS } from "@/lib/core/time"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { isNothing, type RecordComparison } from "@/lib/core/sync/compare-record"
import type { Snapshot } from "@/lib/core/sync/three-way"
import { sayRemote, type RemoteWrite } from "@/lib/core/sync/transforms"
import type { CrmRecord, RowResult, WriteRow } from "@/lib/crm/provider"
import type { Compared } from "@/lib/sync/reconcile/compare-items"
import { dealKeyOf, ourValues } from "@/lib/sync/reconcile/desired-state"
import { saveLinks, type LinkRow, type LinkWrite } from "@/lib/sync/reconcile/links"
import { heldRows, type Lease } from "@/lib/sync/queue/outbox"
import { requireTime } from "@/lib/sync/queue/lease-time"
import type { SyncItem } from "@/lib/sync/reconcile/sync-item"
import { declareCreates, forgetCreates } from "./intents"
import { holdBack, type Withheld } from "./hold-back"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Writes what is newer here: contacts first, then deals, then the bond between the two. Only what differs is sent. A value
 * that the CRM refuses is held back and listed, and the rest of the record goes through without it. Each link is kept as soon
 * as its record is known to stand.
 */
/** `added`: what the CRM asks for of a new record, and our values leave open. */
type Sent = { one: Compared; result: RowResult; withheld: Withheld; id: string | null; added: Record<string, string> }

export async function writeItems(run: SyncRun, lease: Lease, compared: readonly Compared[]): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  const contacts = await send(run, lease, "contact", compared)
  run.step("contacts written")
  await keep(run, lease, "contact", contacts)
  run.step("contacts kept")
  for (const { one, result } of contacts) results.set(one.item.row.id, result)
  const contactIdOf = new Map(
    contacts.flatMap(({ one, id, result }) => (id !== null && result.outcome === "ok" ? [[one.item.row.id, id] as const] : [])),
  )
  const withContact = compared.filter(({ item }) => contactIdOf.has(item.row.id))
  await keepGoneDeals(run, lease, withContact)
  const deals = await send(
    run,
    lease,
    "deal",
    withContact.filter(({ deal }) => deal !== null),
    contactIdOf,
  )
  run.step("deals written")
  // A deal without a link of ours may lack its bond too, if an answer was lost; tying it again is harmless.
  const loose = deals.filter(({ one, id }) => one.item.deal === null && id !== null)
  await run.provider.associate?.(
    loose.map(({ one, id }) => ({ dealId: required(id, "deal"), contactId: required(contactIdOf.get(one.item.row.id), "contact") })),
  )
  run.step("deals tied")
  await keep(run, lease, "deal", deals)
  for (const { one, result } of deals) if (result.outcome !== "ok") results.set(one.item.row.id, result)
  return results
}

const linkOf = (item: SyncItem, object: CrmObject): LinkRow | null => (object === "contact" ? item.contact : item.deal)
const recordOf = (item: SyncItem, object: CrmObject): CrmRecord | null => (object === "contact" ? item.contactRecord : item.dealRecord)
/** It was not there before us, or carries our id because we made it and never heard back. */
function isOurs(item: SyncItem, object: CrmObject): boolean {
  const record = recordOf(item, object)
  return record === null || record.key !== null
}
const keyOf = (item: SyncItem, object: CrmObject): string => (object === "contact" ? item.lead.id : dealKeyOf(item.lead))

async function send(
  run: SyncRun,
  lease: Lease,
  object: CrmObject,
  compared: readonly Compared[],
  contactIdOf: ReadonlyMap<string, string> = new Map(),
): Promise<Sent[]> {
  const sent = compared.map((one): Sent & { write: RemoteWrite } => {
    const record = recordOf(one.item, object)
    const unchanged: RowResult = { outcome: "ok", id: record?.id ?? "", isNew: false, updatedAt: record?.updatedAt ?? null }
    return {
      one,
      result: unchanged,
      withheld: { ...linkOf(one.item, object)?.withheld },
      id: record?.id ?? null,
      added: record === null ? requiredValues(run, object, one[object]?.write.values ?? {}) : {},
      write: { ...one[object]?.write, values: { ...one[object]?.write.values } },
    }
  })
  let open = sent.filter(({ id, write }) => id === null || !isNothing(write))
  for (let round = 0; round < 3 && open.length > 0; round += 1) {
    requireTime(run, lease)
    const rows = open.map(({ one, id, write, added }): WriteRow => ({
      key: keyOf(one.item, object),
      externalId: id,
      values: { ...added, ...write.values },
      stage: write.stage ?? null,
      contactId: contactIdOf.get(one.item.row.id) ?? null,
      version: recordOf(one.item, object)?.version ?? null,
    }))
    const results = await writeRows(run, object, rows, open)
    const retry: typeof open = []
    for (const entry of open) {
      entry.result = results.get(keyOf(entry.one.item, object)) ?? { outcome: "missing" }
      if (entry.result.outcome === "ok") entry.id = entry.result.id
      else if (await holdBack(run, object, entry)) retry.push(entry)
    }
    open = retry
  }
  return sent
}

function requiredValues({ ctx }: SyncRun, object: CrmObject, values: Readonly<Record<string, string>>): Record<string, string> {
  const asked = ctx.crm.definition.required[object].filter(({ property }) => !values[property])
  const valueOf = (one: (typeof asked)[number]) =>
    "value" in one ? one.value : new Date(ctx.now().getTime() + one.daysAhead * DAY_MS).toISOString()
  return Object.fromEntries(asked.map((one) => [one.property, valueOf(one)]))
}

/** Where the CRM cannot find records by our key as it writes, what may have been created before is not created again. */
async function writeRows(
  run: SyncRun,
  object: CrmObject,
  rows: readonly WriteRow[],
  sent: readonly Sent[],
): Promise<Map<string, RowResult>> {
  const { ctx, provider } = run
  if (ctx.crm.definition.capabilities.findsByKey) return await provider.write(object, rows)
  const leadOf = new Map(sent.map(({ one }) => [keyOf(one.item, object), one.item.lead.id]))
  const creates = rows.flatMap(({ key, externalId }) =>
    externalId === null ? [{ key, leadId: required(leadOf.get(key), "lead of a create") }] : [],
  )
  const waits = await declareCreates(ctx, object, creates)
  run.step("creates declared")
  const results = await provider.write(
    object,
    rows.filter(({ key }) => !waits.has(key)),
  )
  const refused = creates.filter(({ key }) => !waits.has(key) && results.get(key)?.outcome !== "ok").map(({ key }) => key)
  await forgetCreates(ctx.db, ctx.crm, object, refused)
  for (const [key, retryAfterMs] of waits) results.set(key, { outcome: "busy", retryAfterMs })
  return results
}

/** Snapshot after a write that succeeded: what we said, and how it reads in the CRM. */
function snapshotOf(run: SyncRun, object: CrmObject, { one, withheld, added }: Sent, comparison: RecordComparison): Snapshot {
  const ours = ourValues(one.item.lead)
  const before = recordOf(one.item, object)
  const after = {
    values: { ...before?.values, ...added, ...comparison.write.values },
    stage: comparison.write.stage ?? before?.stage ?? null,
  }
  const filled = run.mappings.filter((known) => known.object === object && known.properties.some((name) => name in added))
  const written = [...new Set([...comparison.written, ...filled.map(({ field }) => field)])].map((field) => {
    const mapping = run.mappings.find((known) => known.object === object && known.field === field)
    const mine = ours[field]?.value ?? ""
    const theirs = withheld[field]
      ? (before?.values[mapping?.properties[0] ?? ""] ?? "")
      : mapping
        ? sayRemote(mapping, after, run.context)
        : mine
    return [field, { o: mine, t: theirs }] as const
  })
  return { ...comparison.snapshot, ...Object.fromEntries(written) }
}

async function keep(run: SyncRun, lease: Lease, object: CrmObject, sent: readonly Sent[]): Promise<void> {
  const writes = sent.flatMap((entry): (LinkWrite & { rowId: string; key: string })[] => {
    const { one, result, withheld, id } = entry
    const comparison = one[object]
    if (!comparison || id === null || result.outcome !== "ok") return []
    const { lead, row } = one.item
    return [
      {
        rowId: row.id,
        key: keyOf(one.item, object),
        leadId: lead.id,
        object,
        externalId: id,
        run: object === "deal" ? lead.run : null,
        snapshot: snapshotOf(run, object, entry, comparison),
        withheld,
        // What was read is what was looked at: a person may have changed the record between that and our own write.
        remoteUpdatedAt: result.isNew ? result.updatedAt : (recordOf(one.item, object)?.updatedAt ?? null),
        syncedAt: run.ctx.now(),
        origin: isOurs(one.item, object) ? "made" : "adopted",
      },
    ]
  })
  await changeLeads(run.ctx, async ({ db: tx }) => {
    const held = await heldRows(tx, lease)
    const kept = writes.filter(({ rowId }) => held.has(rowId))
    await saveLinks(tx, run.ctx.crm, kept)
    await forgetCreates(
      tx,
      run.ctx.crm,
      object,
      kept.map(({ key }) => key),
    )
  })
}

async function keepGoneDeals(run: SyncRun, lease: Lease, compared: readonly Compared[]): Promise<void> {
  const writes = compared.flatMap(({ item, deal }): LinkWrite[] =>
    deal === null && item.deal !== null && item.deal.withheld["deal_id"] === undefined
      ? [
          {
            leadId: item.lead.id,
            object: "deal",
            externalId: item.deal.externalId,
            run: item.lead.run,
            snapshot: item.deal.snapshot,
            withheld: { ...item.deal.withheld, deal_id: { value: dealKeyOf(item.lead), why: "deleted there", cause: "gone" } },
            remoteUpdatedAt: null,
            syncedAt: run.ctx.now(),
          },
        ]
      : [],
  )
  if (writes.length === 0) return
  await changeLeads(run.ctx, async ({ db: tx }) => {
    if ((await heldRows(tx, lease)).size > 0) await saveLinks(tx, run.ctx.crm, writes)
  })
}
