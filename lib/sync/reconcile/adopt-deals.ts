import { dealKeyOf } from "./desired-state"
import { required } from "@/lib/core/required"
import type { CrmPipeline } from "@/lib/core/sync/crm-schema"
import { ID_PROPERTIES } from "@/lib/core/sync/mapping"
import { readRemote } from "@/lib/core/sync/transforms"
import type { CrmRecord } from "@/lib/crm/provider"
import { holdersOf } from "./links"
import type { SyncItem } from "./sync-item"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * A person whom the CRM knew before us often has a deal there already. An open one is adopted, so that the same business does
 * not stand in the pipeline twice; of several, the one in our lead's own stage, else one whose stage means something here, else
 * the newest, and the others are left as they are and listed. Closed deals are left alone, and
 * so is a deal of another lead.
 */
export async function adoptDeals(run: SyncRun, items: readonly SyncItem[]): Promise<void> {
  const unmatched = items.filter(({ deal, dealRecord, contactRecord }) => deal === null && dealRecord === null && contactRecord !== null)
  if (unmatched.length === 0) return
  const dealsOf = await run.provider.dealsOf(unmatched.map(({ contactRecord }) => required(contactRecord, "contact").id))
  const ids = [...new Set([...dealsOf.values()].flat())]
  if (ids.length === 0) return
  const properties = [...new Set([...readProperties(run, "deal"), ID_PROPERTIES.deal])]
  const records = await run.provider.readByIds("deal", ids, { properties })
  const holders = await holdersOf(run.ctx.db, "deal", ids)
  const taken = new Set<string>()
  for (const item of unmatched) {
    const open = (dealsOf.get(required(item.contactRecord, "contact").id) ?? [])
      .flatMap((id) => records.get(id) ?? [])
      .filter((record) => !holders.has(record.id) && isFree(item, record) && isOpen(run, record))
      .sort((a, b) => fit(run, item, b) - fit(run, item, a) || b.createdAt.getTime() - a.createdAt.getTime() || Number(b.id) - Number(a.id))
    const [chosen, ...others] = open.filter(({ id }) => !taken.has(id))
    if (!chosen) continue
    taken.add(chosen.id)
    item.dealRecord = chosen
    item.otherDeals = others
  }
}

/** Of no lead, or this lead's own, whose link was lost. */
function isFree({ lead }: SyncItem, { values }: CrmRecord): boolean {
  const key = values[ID_PROPERTIES.deal] ?? ""
  return key === "" || key === dealKeyOf(lead)
}

const stageMapping = (run: SyncRun) => run.mappings.find(({ field, object }) => field === "stage" && object === "deal")

/** A stage that the account does not list, or that we cannot read, is not known to be open. */
function isOpen(run: SyncRun, { values }: CrmRecord): boolean {
  const [pipelineId, stageId] = (stageMapping(run)?.properties ?? []).map((name) => values[name] ?? "")
  const stages = run.pipelines.find(({ id }: CrmPipeline) => id === pipelineId)?.stages ?? []
  return stages.some(({ id, isClosed }) => id === stageId && !isClosed)
}

function fit(run: SyncRun, { lead }: SyncItem, { values }: CrmRecord): number {
  const mapping = stageMapping(run)
  const stage = mapping ? readRemote(mapping, values, run.context) : null
  return stage === lead.stageId ? 2 : stage === null ? 0 : 1
}
