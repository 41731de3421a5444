import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { compareRecord, type RecordComparison } from "@/lib/core/sync/compare-record"
import type { CrmRecord } from "@/lib/crm/provider"
import { ourValues } from "./desired-state"
import { isGoneDeal, type SyncItem } from "./sync-item"
import { readProperties, type SyncRun } from "./sync-run"

/** Both records of a lead, compared. A null deal is one that was deleted over there and stays so. */
export type Compared = { item: SyncItem; contact: RecordComparison; deal: RecordComparison | null }

const HISTORY_AT_ONCE = 50

export const compareItems = async (run: SyncRun, items: readonly SyncItem[]): Promise<Compared[]> => {
  const compared = items.map((item): Compared => compare(run, item))
  // Only where both sides moved does it matter when: then, and only then, the history is asked for.
  for (const object of ["contact", "deal"] as const) {
    const disputed = compared.filter((one) => (one[object]?.conflicts.length ?? 0) > 0)
    const properties = readProperties(run, object)
    for (let at = 0; at < disputed.length; at += HISTORY_AT_ONCE) {
      const part = disputed.slice(at, at + HISTORY_AT_ONCE)
      const ids = part.flatMap(({ item }) => recordOf(item, object)?.id ?? [])
      const records = await run.provider.readByIds(object, ids, { properties, history: properties })
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

const compare = (run: SyncRun, item: SyncItem): Compared => {
  const ours = ourValues(item.lead)
  const one = (object: CrmObject): RecordComparison => {
    const [link, record] = object === "contact" ? [item.contact, item.contactRecord] : [item.deal, item.dealRecord]
    return compareRecord({
      object,
      mappings: run.mappings,
      ours,
      base: link?.snapshot ?? {},
      theirs: record ? { values: record.values, changedAt: (property) => record.changedAt[property] ?? record.updatedAt } : null,
      context: run.context,
      withheld: link?.withheld ?? {},
    })
  }
  const isGone = isGoneDeal(item) || (item.deal !== null && item.dealRecord === null)
  return { item, contact: one("contact"), deal: isGone ? null : one("deal") }
}
