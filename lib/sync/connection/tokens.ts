import { createHash } from "node:crypto"
import { eq } from "drizzle-orm"
import { crmConnections } from "@/db/schema"
import type { CrmToken, CrmTokens } from "@/lib/crm/hooks"
import { credentialsKey } from "@/lib/crm/registry/connected"
import { seal, unseal } from "@/lib/platform/sealed"
import { openTransaction } from "@/lib/platform/transaction"
import { tokenRow, type CrmCtx } from "./crm-connection"

/**
 * The token of a connection, shared by all processes. Whoever renews it holds its row: another process that asks meanwhile
 * waits, and takes what it finds. A token that was fetched is kept before it is used, because the one before may have been
 * taken back by it.
 */
export function sharedTokens({ db, crm, now }: Pick<CrmCtx, "db" | "crm" | "now">): CrmTokens {
  const open = (sealed: string | null): CrmToken | null => {
    const text = sealed === null ? null : unseal(sealed, credentialsKey(), aboutToken(crm))
    if (text === null) return null
    const kept = JSON.parse(text) as Omit<CrmToken, "expiresAt"> & { expiresAt: string | null }
    return { ...kept, expiresAt: kept.expiresAt === null ? null : new Date(kept.expiresAt) }
  }
  return {
    current: async () => {
      const [row] = await db.select({ token: crmConnections.token }).from(crmConnections).where(eq(crmConnections.name, crm.name))
      return open(row?.token ?? null)
    },
    renew: async (stale, fetch) =>
      await openTransaction(db, async (tx) => {
        const newest = open(await tokenRow(tx, crm.name))
        const isNew = newest !== null && newest.accessToken !== stale?.accessToken
        if (isNew && (newest.expiresAt === null || newest.expiresAt > now())) return newest
        const fetched = await fetch(newest)
        const token = seal(JSON.stringify(fetched), credentialsKey(), aboutToken(crm))
        await tx.update(crmConnections).set({ token, updatedAt: now() }).where(eq(crmConnections.name, crm.name))
        return fetched
      }),
  }
}

/** A token is one account's: after a change of its credentials or addresses it does not open any more. */
function aboutToken({ name, account }: Pick<CrmCtx["crm"], "name" | "account">): string {
  const fields = Object.entries(account ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${name} token ${createHash("sha256").update(JSON.stringify(fields)).digest("hex")}`
}
