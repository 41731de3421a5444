import { inArray } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { crmConnections } from "@/db/schema"
import type { CrmChange } from "@/lib/crm/provider"

/**
 * Notices of one kind of CRM may be of any of its connected accounts: each goes to the connection of its account. One of an
 * account that is not connected, or that another connection's secret signed, is nobody's.
 */
export async function routeChanges(db: Pick<Database | Transaction, "select">, changes: readonly CrmChange[]): Promise<CrmChange[]> {
  if (changes.length === 0) return []
  const { name, kind, accountId } = crmConnections
  const known = await db
    .select({ name, kind, accountId })
    .from(crmConnections)
    .where(inArray(kind, [...new Set(changes.map(({ provider }) => provider))]))
    .orderBy(crmConnections.createdAt, name)
  return changes.flatMap((change) => {
    const to = connectionOf(
      change,
      known.filter((one) => one.kind === change.provider),
    )
    return to === null ? [] : [{ ...change, provider: to }]
  })
}

type Known = { name: string; kind: string; accountId: string | null }

function connectionOf({ provider, account, connection }: CrmChange, known: readonly Known[]): string | null {
  const candidates = connection === undefined ? known : known.filter(({ name }) => name === connection)
  // The first of a kind has its name, and is the one meant where nothing else is said.
  if (account === undefined || known.length === 0) return connection ?? provider
  const mayBe = candidates.find(({ accountId }) => accountId === account) ?? candidates.find(({ accountId }) => accountId === null)
  return mayBe?.name ?? null
}
