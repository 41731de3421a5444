import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { crmLines, recordCountries } from "@/lib/core/sync/crm-phones"
import { isDealWanted } from "@/lib/core/sync/deal-rule"
import { compareRecord, type OurValues, type RecordComparison } from "@/lib/core/sync/compare-record"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { normaliseEmails } from "@/lib/core/identity/email"
import type { Snapshot } from "@/lib/core/sync/three-way"
import type { CrmRecord } from "@/lib/crm/provider"
import { ourValues } from "./desired-state"
import { isGoneDeal, type SyncItem } from "./sync-item"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"

/** Both records of a lead, compared. A null deal was deleted in the CRM and stays so, or is not wanted yet. */
export type Compared = { item: SyncItem; contact: RecordComparison; deal: RecordComparison | null }

const HISTORY_AT_ONCE = 50

export async function compareItems(run: SyncRun, items: readonly SyncItem[]): Promise<Compared[]> {
  await noteChosenOwners(run, items)
  await noteWantedDeals(run, items)
  const compared = items.map((item): Compared => compare(run, item))
  // Only where both sides moved does it matter when: then, and only then, the history is asked for.
  for (const object of ["contact", "deal"] as const) {
    const disputed = compared.filter((one) => (one[object]?.conflicts.length ?? 0) > 0)
    const properties = readProperties(run, object)
    for (let at = 0; at < disputed.length; at += HISTORY_AT_ONCE) {
      const part = disputed.slice(at, at + HISTORY_AT_ONCE)
      const ids = part.flatMap(({ item }) => recordOf(item, object)?.id ?? [])
      const { records } = await run.provider.readByIds(object, ids, { properties, history: true })
      for (const one of part) {
        const fresh = records.get(recordOf(one.item, object)?.id ?? "")
        if (!fresh) continue
        if (object === "contact") one.item.contactRecord = fresh
        else one.item.dealRecord = fresh
        Object.assign(one, compare(run, one.item))
      }
    }
  }
  return compared
}

const recordOf = (item: SyncItem, object: CrmObject): CrmRecord | null => (object === "contact" ? item.contactRecord : item.dealRecord)

/** First meeting: a record without our id was written by people in the CRM. */
function isFirstMeeting(item: SyncItem, object: CrmObject): boolean {
  const record = recordOf(item, object)
  return record !== null && record.key === null
}

async function noteChosenOwners({ ctx }: SyncRun, items: readonly SyncItem[]): Promise<void> {
  const met = items.filter((item) => isFirstMeeting(item, "contact") && item.lead.ownerId !== null)
  if (met.length === 0) return
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    select l.id from leads l where l.id in ${idsIn(met.map(({ lead }) => lead.id))}
      and exists (select 1 from owner_history h where h.lead_id = l.id and h.to_user_id = l.owner_id and h.by_user_id is not null)`)
  const chosen = new Set(rows.map(({ id }) => id))
  for (const item of met) item.isOwnerChosen = chosen.has(item.lead.id)
}

/** A deal that is there is kept in step; whether one is made is the rule's to say. */
async function noteWantedDeals({ ctx, settings }: SyncRun, items: readonly SyncItem[]): Promise<void> {
  const open = items.filter(({ deal, dealRecord }) => deal === null && dealRecord === null)
  if (settings.dealRule === "always" || open.length === 0) return
  const { rows } = await ctx.db.execute<{ lead_id: string }>(sql`
    select distinct lead_id from touchpoints where lead_id in ${idsIn(open.map(({ lead }) => lead.id))}
      and kind = 'lead_qualified' and details -> 'crmTarget' ->> 'create_deal' = 'true'`)
  const asked = new Set(rows.map(({ lead_id }) => lead_id))
  for (const item of open) {
    const { id, stageId, band, provenance } = item.lead
    const [pickupDate, returnDate] = [provenance.pickup_date?.value ?? "", provenance.return_date?.value ?? ""]
    item.wantsDeal = isDealWanted(settings.dealRule, { stageId, band, pickupDate, returnDate, isAskedFor: asked.has(id) })
  }
}

/** At the first meeting, what no person here chose (the stage and the owner that a new lead begins with) gives way; a booking does not. */
function oursFor(item: SyncItem, object: CrmObject): OurValues {
  const ours = ourValues(item.lead)
  if (!isFirstMeeting(item, object)) return ours
  const { stage, owner } = ours
  const stageCertainty = item.lead.stageId === "new_lead" ? "default" : item.lead.stageId === "booked" ? "fact" : undefined
  return {
    ...ours,
    ...(stage && stageCertainty ? { stage: { ...stage, certainty: stageCertainty } } : {}),
    ...(owner && !item.isOwnerChosen ? { owner: { ...owner, certainty: "default" } } : {}),
  }
}

function compare(run: SyncRun, item: SyncItem): Compared {
  const one = (object: CrmObject, overrides: OurValues = {}): RecordComparison => {
    const [link, record] = object === "contact" ? [item.contact, item.contactRecord] : [item.deal, item.dealRecord]
    return compareRecord({
      object,
      mappings: run.mappings,
      ours: { ...oursFor(item, object), ...overrides },
      base: link && record && record.id !== link.externalId ? withoutDetails(link.snapshot) : (link?.snapshot ?? {}),
      theirs: record ? { ...theirsOf(record), details: detailsOf(record, recordCountries(run.mappings, record)) } : null,
      context: run.context,
      withheld: link?.withheld ?? {},
    })
  }
  const isGone = isGoneDeal(item) || (item.deal !== null && item.dealRecord === null)
  const contact = one("contact")
  // Whom the contact names is the lead's owner in a moment, and the deal's as well.
  const owner = contact.inbound.find(({ field }) => field === "owner")
  const deal = isGone || !item.wantsDeal ? null : one("deal", owner ? { owner: { value: owner.value, changedAt: null } } : {})
  deal?.conflicts.push(...item.otherDeals.map((other) => besideAdopted(item, other)))
  return { item, contact, deal }
}

/** A record as it is compared. Where the CRM keeps no history of a value, the record's own time counts. */
export const theirsOf = ({ values, stage, changedAt, stageChangedAt, updatedAt }: CrmRecord) => ({
  values,
  stage,
  changedAt: (property: string) => changedAt[property] ?? updatedAt,
  stageChangedAt: stageChangedAt ?? updatedAt,
})

/** Another record took the place of the linked one by a merge: what it lacks was not taken away. */
const withoutDetails = ({ email: _email, phone: _phone, ...rest }: Snapshot): Snapshot => rest

const detailsOf = ({ emails, phones }: CrmRecord, countries: readonly string[]): string[] => [
  ...emails.flatMap((raw) => normaliseEmails(raw).flatMap((one) => (one.ok ? [one.canonical] : []))),
  ...crmLines(phones, countries).map(({ e164 }) => e164),
]

/** Listed with what was overruled, so that a person merges or closes it. */
const besideAdopted = ({ dealRecord }: SyncItem, other: CrmRecord): RecordComparison["conflicts"][number] => ({
  field: "deal_id",
  base: null,
  ours: nameOf(dealRecord),
  theirs: nameOf(other),
  winner: "ours",
  rule: "the contact has this open deal as well; it is left as it is",
})

const nameOf = (record: CrmRecord | null): string => (record ? `${record.name ?? "Deal"} (${record.id})` : "")
