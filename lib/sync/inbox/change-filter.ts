import type { Database, Transaction } from "@/db/client"
import { accountInEnvironment } from "@/lib/crm/registry/connected"
import type { CrmChange } from "@/lib/crm/provider"
import { readSetting } from "@/lib/platform/settings/setting"
import { crmSettings, DEFINITION } from "@/lib/sync/connection/crm-settings"

/**
 * Change filter: which changes that a CRM reports are read. One of our own is an echo, and a value that the CRM computes (a
 * count of deals, a date of the last change) means nothing where no line of the mapping reads it. Only a change can be either,
 * for what became of a record (a merge, a deletion) counts, also when our own app asked for it.
 */
export type ChangeFilter = { ownSources: readonly string[]; read: ReadonlySet<string> }

export async function readChangeFilter(db: Pick<Database | Transaction, "select">, changes: readonly CrmChange[]): Promise<ChangeFilter> {
  const account = accountInEnvironment(DEFINITION)
  const ownSources = account ? DEFINITION.ownSources(account) : []
  // The mapping is asked for only when the CRM told of a value of its own making.
  if (changes.every(({ computed }) => computed === null)) return { ownSources, read: new Set() }
  const { mappings } = await readSetting(db, crmSettings)
  return { ownSources, read: new Set(mappings.flatMap(({ isOn, properties }) => (isOn ? properties : []))) }
}

/** Null for news. */
export function whyIgnored(
  { kind, source, computed }: CrmChange,
  { ownSources, read }: ChangeFilter,
): "our own write" | "worked out there" | null {
  if (kind !== "changed") return null
  if (source !== null && ownSources.includes(source)) return "our own write"
  return computed !== null && !read.has(computed) ? "worked out there" : null
}
