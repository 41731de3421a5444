import { sql } from "drizzle-orm"
import { crmAgreements, type ComparisonLists } from "@/db/schema"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { differencesOf } from "@/lib/core/sync/compare-record"
import type { CrmRecord } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { recordCountries } from "@/lib/core/sync/crm-phones"
import { emailsOf, phonesOf } from "@/lib/sync/reconcile/adopt-contacts"
import { dealKeyOf, ourValues, readLeads } from "@/lib/sync/reconcile/desired-state"
import { erasedContacts, excludedLeads, holdersOf, type LinkRow } from "@/lib/sync/reconcile/links"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Everything here against everything there: what is equal, what differs, what is missing on either side. Nothing is changed by
 * it. A repair queues the leads, and the normal push reconciles them.
 */
export type ComparisonResult = {
  id: string
  at: string
  equal: number
  different: number
  missingHere: number
  missingThere: number
  /** Of what is missing here, contacts whose person is known already: these would be linked, not made. */
  wouldLink: number
  lists: ComparisonLists
}

const LIST_MAX = 500

type Tally = Omit<ComparisonResult, "id" | "at" | "missingThere"> & { differing: Set<string>; strangers: string[] }

export async function compareAll(
  run: SyncRun,
  signal?: AbortSignal,
): Promise<ComparisonResult & { differing: string[]; strangers: string[]; absent: string[] }> {
  const tally: Tally = {
    equal: 0,
    different: 0,
    missingHere: 0,
    wouldLink: 0,
    lists: { different: [], missingHere: [], missingThere: [] },
    differing: new Set(),
    strangers: [],
  }
  const startedAt = run.ctx.now()
  const seen = new Set<string>()
  for (const object of ["contact", "deal"] as const) {
    let after: string | null = null
    do {
      signal?.throwIfAborted()
      const page: { records: CrmRecord[]; after: string | null } = await run.provider.listAll(object, after, {
        properties: readProperties(run, object),
      })
      for (const { id } of page.records) seen.add(`${object} ${id}`)
      await comparePage(run, object, page.records, tally)
      after = page.after
    } while (after !== null)
  }
  const compared = await comparedLeads(run, startedAt)
  const absent = compared.filter(({ contactId }) => contactId === null || !seen.has(`contact ${contactId}`)).map(({ id }) => id)
  const missingThere = absent.length
  tally.lists.missingThere = absent.slice(0, LIST_MAX).map((leadId) => ({ leadId }))
  const at = run.ctx.now()
  const id = newId()
  const { differing, strangers, ...counts } = tally
  const different = differing.size
  const equal = Math.max(0, compared.length - different - absent.length)
  const row = { equal, different, missingHere: counts.missingHere, missingThere, lists: counts.lists }
  await run.ctx.db.insert(crmAgreements).values({ id, provider: run.ctx.crm.name, at, ...row })
  return { ...counts, ...row, id, at: at.toISOString(), differing: [...differing], strangers, absent }
}

async function comparePage(run: SyncRun, object: CrmObject, records: readonly CrmRecord[], tally: Tally): Promise<void> {
  const { db, crm } = run.ctx
  const holders = await holdersOf(
    db,
    crm,
    object,
    records.map(({ id }) => id),
  )
  const leadIds = [...new Set([...holders.values()].map(({ leadId }) => leadId))]
  const [leads, excluded] = [await readLeads(db, leadIds), await excludedLeads(db, crm, leadIds)]
  const strangers: CrmRecord[] = []
  for (const record of records) {
    const link = holders.get(record.id)
    const lead = link && leads.get(link.leadId)
    if (!link || !lead) strangers.push(record)
    // A deal of an earlier run is history, and says what was then; a double that cannot be merged there is listed already.
    else if (!excluded.has(lead.id) && (object === "contact" || link.run === lead.run) && !isUnmerged(run, object, record, lead))
      compareOne(run, { object, record, link, ours: ourValues(lead) }, tally)
  }
  if (object === "contact") await noteStrangers(run, strangers, tally)
}

const isUnmerged = (run: SyncRun, object: CrmObject, { key }: CrmRecord, lead: Parameters<typeof dealKeyOf>[0]): boolean =>
  run.provider.merge[object] === undefined && key !== null && key !== (object === "contact" ? lead.id : dealKeyOf(lead))

type One = { object: CrmObject; record: CrmRecord; link: LinkRow; ours: ReturnType<typeof ourValues> }

function compareOne(run: SyncRun, { object, record, link, ours }: One, tally: Tally): void {
  const differences = differencesOf({
    object,
    mappings: run.mappings,
    ours,
    theirs: record,
    context: run.context,
    withheld: link.withheld,
  }).filter(({ field, theirs }) => link.snapshot[field]?.t !== theirs || link.snapshot[field]?.o !== (ours[field]?.value ?? ""))
  if (differences.length === 0) return
  tally.differing.add(link.leadId)
  for (const one of differences)
    if (tally.lists.different.length < LIST_MAX)
      tally.lists.different.push({ leadId: link.leadId, externalId: record.id, property: one.field, ours: one.ours, theirs: one.theirs })
}

async function noteStrangers({ ctx, mappings }: SyncRun, records: readonly CrmRecord[], tally: Tally): Promise<void> {
  const erased = await erasedContacts(
    ctx.db,
    ctx.crm,
    records.map(({ id }) => id),
  )
  const reachable = records.filter((record) => record.emails.length + record.phones.length > 0 && !erased.has(record.id))
  tally.missingHere += reachable.length
  tally.strangers.push(...reachable.map(({ id }) => id))
  for (const record of reachable)
    if (tally.lists.missingHere.length < LIST_MAX) tally.lists.missingHere.push({ externalId: record.id, name: record.name ?? "" })
  const keys = reachable.map((record) => ({
    id: record.id,
    values: [...emailsOf(record), ...phonesOf(record, recordCountries(mappings, record))],
  }))
  const { rows } = await ctx.db.execute<{ n: number }>(sql`
    select count(distinct k.id)::int as n from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k(id text, values jsonb)
    cross join lateral jsonb_array_elements_text(k.values) v
    join lead_identities i on i.kind in ('email', 'phone') and i.value = v`)
  tally.wouldLink += rows[0]?.n ?? 0
}

type ComparedLead = { id: string; contactId: string | null }

const SLICE = 1_000

/** Leads that belong there and are not on their way at this moment: of those it cannot be said yet. */
async function comparedLeads({ ctx }: SyncRun, startedAt: Date): Promise<ComparedLead[]> {
  const { rows } = await ctx.db.execute<ComparedLead>(sql`
    select l.id, k.external_id as "contactId" from leads l
    left join crm_links k on k.lead_id = l.id and k.provider = ${ctx.crm.name} and k.object_type = 'contact'
    where l.state = 'active' and l.kind = 'lead'
      and not exists (select 1 from crm_outbox o where o.lead_id = l.id and o.provider = ${ctx.crm.name} and o.kind = 'lead'
        and (o.state in ('pending', 'leased') or o.updated_at > ${startedAt.toISOString()}::timestamptz))`)
  const compared: ComparedLead[] = []
  for (let at = 0; at < rows.length; at += SLICE) {
    const slice = rows.slice(at, at + SLICE)
    const excluded = await excludedLeads(
      ctx.db,
      ctx.crm,
      slice.map(({ id }) => id),
    )
    compared.push(...slice.filter(({ id }) => !excluded.has(id)))
  }
  return compared
}
