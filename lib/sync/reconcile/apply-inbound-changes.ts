import { insertRows } from "@/db/bulk"
import { crmConflicts } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { InboundChange, RecordComparison } from "@/lib/core/sync/compare-record"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { SyncField } from "@/lib/core/sync/mapping"
import type { LeadRow } from "@/lib/leads/find-lead"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { applyCrmValue } from "./apply-crm-value"
import type { Compared } from "./compare-items"
import { ourValues } from "./desired-state"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * Takes over what the CRM says, by the same verbs as a colleague's click: an edit there outranks a machine here, a stage there
 * moves the pipeline, a new number becomes an identity. What a verb refuses (the address of another lead, a record that is not
 * on the board) is remembered as a difference both live with, and shown.
 */
export async function applyInboundChanges(run: SyncRun, compared: readonly Compared[]): Promise<void> {
  for (const one of compared) {
    for (const object of ["contact", "deal"] as const) {
      const comparison = one[object]
      if (!comparison) continue
      for (const change of comparison.inbound) {
        const ofField = comparison.conflicts.filter(({ field }) => field === change.field)
        const applied = await applyChange(run, one, change, conflictRows(run, one, object, ofField))
        run.step(`applied ${change.field}`)
        comparison.conflicts = comparison.conflicts.filter((conflict) => !ofField.includes(conflict))
        if (applied === "refused") comparison.conflicts.push(refusedChange(one, change))
        comparison.snapshot[change.field] = { o: ourValueAfter(one, change, applied), t: change.value }
      }
    }
  }
  await keepConflicts(run, compared)
}

const ourOwn = ({ item }: Compared, field: SyncField): string => ourValues(item.lead)[field]?.value ?? ""

/** A lead may have several phones and e-mails: of those, ours is the first that is left. */
function ourValueAfter(one: Compared, { field, value }: InboundChange, applied: Applied): string {
  if (applied === "refused") return ourOwn(one, field)
  if (field !== "phone" && field !== "email") return value
  return applied === null ? ourOwn(one, field) : (ourValues(applied)[field]?.value ?? "")
}

const refusedChange = (one: Compared, { field, value }: InboundChange) => ({
  field,
  base: null,
  ours: ourOwn(one, field),
  theirs: value,
  winner: "ours" as const,
  rule: "it cannot be taken over here",
})

type Applied = LeadRow | null | "refused"

type ConflictRow = typeof crmConflicts.$inferInsert

/** With the conflicts that it decides, so that none is lost or kept twice when the work is cut off. */
async function applyChange(
  { ctx, mappings }: SyncRun,
  { item }: Compared,
  change: InboundChange,
  conflicts: ConflictRow[],
): Promise<Applied> {
  const [reason = ""] = mappings.find(({ object, field }) => object === "deal" && field === "lost_reason")?.properties ?? []
  const lostReason = item.dealRecord?.values[reason] ?? null
  try {
    return await changeLeads(ctx, async (unit) => {
      const lead = await applyCrmValue(unit, { leadId: item.lead.id, ...change, via: "crm", lostReason })
      await insertRows(unit.db, crmConflicts, conflicts)
      return lead
    })
  } catch (error) {
    if (error instanceof AppError && ["invalid", "conflict", "not_found"].includes(error.code)) return "refused"
    throw error
  }
}

const conflictRows = (
  { ctx }: SyncRun,
  { item }: Compared,
  objectType: CrmObject,
  conflicts: RecordComparison["conflicts"],
): ConflictRow[] =>
  conflicts.map(({ field, ...conflict }) => ({
    id: newId(),
    leadId: item.lead.id,
    provider: ctx.crm.name,
    objectType,
    property: field,
    at: ctx.now(),
    ...conflict,
  }))

async function keepConflicts(run: SyncRun, compared: readonly Compared[]): Promise<void> {
  const rows = compared.flatMap((one) =>
    (["contact", "deal"] as const).flatMap((object) => conflictRows(run, one, object, one[object]?.conflicts ?? [])),
  )
  if (rows.length > 0) await changeLeads(run.ctx, ({ db: tx }) => insertRows(tx, crmConflicts, rows))
}
