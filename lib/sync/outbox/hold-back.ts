import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { SyncField } from "@/lib/core/sync/mapping"
import { isWritten, type RemoteWrite } from "@/lib/core/sync/transforms"
import type { RowResult, Offence } from "@/lib/crm/provider"
import type { Compared } from "@/lib/sync/reconcile/compare-items"
import { ourValues } from "@/lib/sync/reconcile/desired-state"
import { holdersOf } from "@/lib/sync/reconcile/links"
import type { WithheldValue } from "@/lib/core/sync/refusals"
import { offerTurn, SCHEMA_TURN } from "@/lib/sync/inbox/poll-changes"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * What to do about a row that the CRM refused: a value it does not take is held back, and the row is worth sending again
 * without it. An address that belongs to another contact makes that contact ours, if it has no lead yet; if it stands for
 * another lead, this lead goes without the address, and both are shown.
 */
export type Withheld = Record<string, WithheldValue>

type Entry = { one: Compared; result: RowResult; withheld: Withheld; id: string | null; write: RemoteWrite }

export async function holdBack(run: SyncRun, object: CrmObject, entry: Entry): Promise<boolean> {
  const { result } = entry
  if (result.outcome === "invalid") {
    // The account is not as it was read: it is read again now, not within the hour, and the mapping waits by itself.
    if (result.offences.some(({ cause }) => cause === "property")) await offerTurn(run.ctx, SCHEMA_TURN)
    const held = result.offences.map((offence) => hold(run, object, entry, offence))
    return held.length > 0 && held.every(Boolean)
  }
  if (result.outcome !== "conflict" || object !== "contact") return false
  const { existingId } = result
  const holder = existingId === null ? undefined : (await holdersOf(run.ctx.db, run.ctx.crm, "contact", [existingId])).get(existingId)
  if (existingId !== null && !holder && entry.id === null) {
    const record = (await run.provider.readByIds("contact", [existingId], { properties: [] })).records.get(existingId)
    // Found by the same address a moment ago or not: a contact without another lead here is this one.
    if (record && record.key === null) return false
  }
  return hold(run, object, entry, { property: emailProperty(run), cause: "taken", message: "another contact has this address" })
}

const emailProperty = (run: SyncRun): string =>
  run.mappings.find(({ field, object }) => field === "email" && object === "contact")?.properties[0] ?? "email"

function hold(run: SyncRun, object: CrmObject, { one, withheld, write }: Entry, { property, cause, message }: Offence): boolean {
  const mapping = run.mappings.find((known) => known.object === object && known.properties.includes(property))
  if (!mapping || !isWritten(mapping, write)) return false
  const field: SyncField = mapping.field
  withheld[field] = { value: ourValues(one.item.lead)[field]?.value ?? "", why: message.slice(0, 200), cause }
  for (const name of mapping.properties) delete write.values[name]
  if (mapping.transform === "stage") delete write.stage
  return true
}
