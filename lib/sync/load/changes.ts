import type { RecordComparison } from "@/lib/core/sync/compare-record"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { LoadChange } from "@/lib/core/sync/load"
import { recordCountries } from "@/lib/core/sync/crm-phones"
import { isWritten, readRemote } from "@/lib/core/sync/transforms"
import type { CrmRecord } from "@/lib/crm/provider"
import type { LeadRow } from "@/lib/leads/find-lead"
import { ourValues } from "@/lib/sync/reconcile/desired-state"
import type { SyncRun } from "@/lib/sync/connection/sync-run"
import type { LoadItem } from "./load-record"

/** Which values a comparison would move, and which way. What is written as it stands there already is no change. */
export function changesOf(
  run: SyncRun,
  { object, lead, record, comparison }: { object: CrmObject; lead: LeadRow; record: CrmRecord; comparison: RecordComparison },
): LoadChange[] {
  const ours = ourValues(lead)
  const there = comparison.written.flatMap((field): LoadChange[] => {
    const mapping = run.mappings.find((known) => known.object === object && known.field === field)
    if (!mapping || !isWritten(mapping, comparison.write)) return []
    const raw = mapping.properties.map((name) => record.values[name] ?? "").join(" ")
    const theirs = readRemote(mapping, { ...record, countries: recordCountries(run.mappings, record) }, run.context) ?? raw
    return [{ object, field, ours: ours[field]?.value ?? "", theirs, to: "there" }]
  })
  const here = comparison.inbound.map(({ field, value }): LoadChange => ({
    object,
    field,
    ours: ours[field]?.value ?? "",
    theirs: value,
    to: "here",
  }))
  return [...there, ...here]
}

export const countChanges = (changes: readonly LoadChange[]): Pick<LoadItem, "fieldsThere" | "fieldsReplaced" | "fieldsHere"> => ({
  fieldsThere: changes.filter(({ to }) => to === "there").length,
  fieldsReplaced: changes.filter(({ to, theirs }) => to === "there" && theirs !== "").length,
  fieldsHere: changes.filter(({ to }) => to === "here").length,
})
