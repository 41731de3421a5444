import type { Database, Transaction } from "@/db/client"
import type { CrmChange } from "@/lib/crm/provider"
import { readSetting } from "@/lib/platform/settings/setting"
import { readConnections } from "@/lib/sync/connection/crm-connection"
import { crmSettings } from "@/lib/sync/connection/crm-settings"

/**
 * Change filter: which changes that a CRM reports are read. One of our own is an echo, and a value that the CRM computes (a
 * count of deals, a date of the last change) means nothing where no line of the mapping reads it. Only a change can be either,
 * for what became of a record (a merge, a deletion) counts, also when our own app asked for it.
 */
export type ChangeFilter = ReadonlyMap<string, { ownSources: readonly string[]; read: ReadonlySet<string> }>

/** For every CRM that told of these changes. */
export async function readChangeFilter(db: Pick<Database | Transaction, "select">, changes: readonly CrmChange[]): Promise<ChangeFilter> {
  const filter = new Map<string, { ownSources: readonly string[]; read: ReadonlySet<string> }>()
  for (const crm of await readConnections(db)) {
    const told = changes.filter(({ provider }) => provider === crm.name)
    if (told.length === 0) continue
    const ownSources = crm.definition.ownSources(crm.account ?? {})
    // The mapping is asked for only when the CRM told of a value of its own making.
    const isAsked = told.some(({ computed }) => computed !== null)
    const mappings = isAsked ? (await readSetting(db, crmSettings(crm))).mappings : []
    filter.set(crm.name, { ownSources, read: new Set(mappings.flatMap(({ isOn, properties }) => (isOn ? properties : []))) })
  }
  return filter
}

/** Null for news. */
export function whyIgnored(
  { provider, kind, source, computed }: CrmChange,
  filter: ChangeFilter,
): "our own write" | "worked out there" | null {
  if (kind !== "changed") return null
  const { ownSources, read } = filter.get(provider) ?? UNKNOWN
  if (source !== null && ownSources.includes(source)) return "our own write"
  return computed !== null && !read.has(computed) ? "worked out there" : null
}

const UNKNOWN = { ownSources: [], read: new Set<string>() }
