import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type CrmProvider, type CrmRecord } from "@/lib/crm/provider"
import type { Rest } from "./descriptor"
import { readByIds } from "./reads"

/** Merging of what the CRM can merge. What was merged already is answered with its survivor. */
export function mergesOf(rest: Rest): CrmProvider["merge"] {
  const objects = Object.keys(rest.crm.merge) as CrmObject[]
  return Object.fromEntries(
    objects.map((object) => [object, (primaryId: string, otherId: string) => merge(rest, object, primaryId, otherId)]),
  )
}

async function merge(rest: Rest, object: CrmObject, primaryId: string, otherId: string): Promise<CrmRecord> {
  const { crm, api } = rest
  const operation = `${object}.merge`
  const { records } = await readByIds(rest, object, [primaryId, otherId], { properties: [] })
  const [primary, other] = [records.get(primaryId), records.get(otherId)]
  if (!primary) {
    if (other) return other
    throw new CrmFailure({ kind: "refused", message: "both records are gone" }, operation)
  }
  if (!other || other.id === primary.id) return primary
  await crm.merge[object]?.(api, primary.id, other.id)
  const survivor = (await readByIds(rest, object, [primary.id], { properties: [] })).records.get(primary.id)
  if (!survivor) throw new CrmFailure({ kind: "transient", retryAfterMs: null }, operation)
  return survivor
}
