import { dealKeyOf } from "./desired-state"
import { required } from "@/lib/core/required"
import { stageKey } from "@/lib/core/sync/transforms"
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
  const { records } = await run.provider.readByIds("deal", ids, { properties: readProperties(run, "deal") })
  const holders = await holdersOf(run.ctx.db, run.ctx.crm, "deal", ids)
  const taken = new Set<string>()
  for (const item of unmatched) {
    const open = (dealsOf.get(required(item.contactRecord, "contact").id) ?? [])
      .flatMap((id) => records.get(id) ?? [])
      .filter((record) => !holders.has(record.id) && isFree(item, record) && isOpen(run, record))
      .sort((a, b) => fit(run, item, b) - fit(run, item, a) || b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    const [chosen, ...others] = open.filter(({ id }) => !taken.has(id))
    if (!chosen) continue
    taken.add(chosen.id)
    item.dealRecord = chosen
    item.otherDeals = others
  }
}

/** Of no lead, or this lead's own, whose link was lost. */
const isFree = ({ lead }: SyncItem, { key }: CrmRecord): boolean => key === null || key === dealKeyOf(lead)

/** A stage that the account does not list, or that we cannot read, is not known to be open. */
function isOpen({ pipelines }: SyncRun, { stage }: CrmRecord): boolean {
  const stages = pipelines.find(({ id }) => id === stage?.pipelineId)?.stages ?? []
  return stages.some(({ id, outcome }) => id === stage?.stageId && outcome === "open")
}

function fit({ context }: SyncRun, { lead }: SyncItem, record: CrmRecord): number {
  const stage = record.stage ? (context.meaningOf.get(stageKey(record.stage)) ?? null) : null
  return stage === lead.stageId ? 2 : stage === null ? 0 : 1
}
