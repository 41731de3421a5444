import { insertRows } from "@/db/bulk"
import { crmConflicts } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { normalisePhone } from "@/lib/core/identity/phone"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { SyncField } from "@/lib/core/sync/mapping"
import type { CrmRecord } from "@/lib/crm/provider"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { applyCrmValue } from "./apply-crm-value"
import type { Compared } from "./compare-items"
import { PROVIDER } from "@/lib/sync/connection/crm-settings"
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
        const isApplied = await applyChange(run, one, change)
        run.step(`applied ${change.field}`)
        comparison.snapshot[change.field] = isApplied
          ? { o: change.value, t: change.value }
          : { o: ourOwn(one, change.field), t: change.value }
        if (!isApplied) comparison.conflicts.push(refusedChange(one, change))
      }
    }
  }
  await keepConflicts(run, compared)
}

const ourOwn = ({ item }: Compared, field: SyncField): string => ourValues(item.lead)[field]?.value ?? ""

const refusedChange = (one: Compared, { field, value }: { field: SyncField; value: string }) => ({
  field,
  base: null,
  ours: ourOwn(one, field),
  theirs: value,
  winner: "ours" as const,
  rule: "it cannot be taken over here",
})

async function applyChange(run: SyncRun, { item }: Compared, { field, value }: { field: SyncField; value: string }): Promise<boolean> {
  const given = field === "phone" ? asWritten(item.contactRecord, value) : value
  const lostReason = item.dealRecord?.values["closed_lost_reason"] ?? null
  try {
    await applyCrmValue(run.ctx, { leadId: item.lead.id, field, value: given, via: "crm", lostReason })
    return true
  } catch (error) {
    if (error instanceof AppError && ["invalid", "conflict", "not_found"].includes(error.code)) return false
    throw error
  }
}

/** The whole field in which the number stands: others may stand beside it. */
const asWritten = (record: CrmRecord | null, value: string): string =>
  record?.phones.find((field) => normalisePhone(field).some((reading) => reading.ok && reading.e164 === value)) ?? value

async function keepConflicts({ ctx }: SyncRun, compared: readonly Compared[]): Promise<void> {
  const of = (one: Compared, object: CrmObject) =>
    (one[object]?.conflicts ?? []).map((conflict) => ({
      id: newId(),
      leadId: one.item.lead.id,
      provider: PROVIDER,
      objectType: object,
      property: conflict.field,
      base: conflict.base,
      ours: conflict.ours,
      theirs: conflict.theirs,
      winner: conflict.winner,
      rule: conflict.rule,
      at: ctx.now(),
    }))
  const rows = compared.flatMap((one) => [...of(one, "contact"), ...of(one, "deal")])
  if (rows.length > 0) await changeLeads(ctx, ({ db: tx }) => insertRows(tx, crmConflicts, rows))
}
