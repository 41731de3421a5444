import { createHash } from "node:crypto"
import { eq } from "drizzle-orm"
import { crmConnections } from "@/db/schema"
import type { CrmToken, CrmTokens } from "@/lib/crm/hooks"
import { isGranted, refreshGrant } from "@/lib/crm/oauth"
import { CrmFailure } from "@/lib/crm/provider"
import { callbackAddress } from "@/lib/crm/registry/connected"
import { credentialsKey } from "@/lib/platform/credentials-key"
import { seal, unseal } from "@/lib/platform/sealed"
import { inTransaction, openTransaction } from "@/lib/platform/transaction"
import { tokenRow, type CrmConnection, type CrmCtx } from "./crm-connection"

type TokenCtx = Pick<CrmCtx, "db" | "crm" | "now">

/** The tokens of a connection, however its account signs in: an account that a person let us into renews what it was given. */
export function connectionTokens(ctx: TokenCtx): CrmTokens {
  const tokens = sharedTokens(ctx)
  const { account, definition } = ctx.crm
  const { oauth } = definition
  if (account === null || !oauth || !isGranted(account)) return tokens
  return {
    current: tokens.current,
    renew: (stale) =>
      tokens.renew(stale, (newest) => refreshGrant(oauth, account, newest, { redirectUri: callbackAddress(), now: ctx.now() })),
  }
}

/**
 * The token of a connection, shared by all processes. Whoever renews it holds its row: another process that asks meanwhile
 * waits, and takes what it finds. A token that was fetched is kept before it is used, because the one before may have been
 * taken back by it; when the transaction was lost over the call, it is kept in one of its own.
 */
export function sharedTokens(ctx: TokenCtx): CrmTokens {
  const { db, crm, now } = ctx
  const keep = (fetched: CrmToken) => ({ token: sealToken(crm, fetched), updatedAt: now() })
  return {
    current: async () => {
      const [row] = await db.select({ token: crmConnections.token }).from(crmConnections).where(eq(crmConnections.name, crm.name))
      return openToken(crm, row?.token ?? null)
    },
    renew: async (stale, fetch) => {
      let fetched: CrmToken | null = null
      try {
        return await openTransaction(db, async (tx) => {
          const newest = openToken(crm, await tokenRow(tx, crm.name))
          const isNew = newest !== null && newest.accessToken !== stale?.accessToken
          if (isNew && (newest.expiresAt === null || newest.expiresAt > now())) return newest
          fetched = await fetch(newest)
          await tx.update(crmConnections).set(keep(fetched)).where(eq(crmConnections.name, crm.name))
          return fetched
        })
      } catch (error) {
        const token = fetched as CrmToken | null
        if (token === null || error instanceof CrmFailure) throw error
        await inTransaction(ctx, (tx) => tx.update(crmConnections).set(keep(token)).where(eq(crmConnections.name, crm.name)))
        return token
      }
    },
  }
}

export const sealToken = (crm: TokenOwner, token: CrmToken): string => seal(JSON.stringify(token), credentialsKey(), aboutToken(crm))

function openToken(crm: TokenOwner, sealed: string | null): CrmToken | null {
  const text = sealed === null ? null : unseal(sealed, credentialsKey(), aboutToken(crm))
  if (text === null) return null
  const kept = JSON.parse(text) as Omit<CrmToken, "expiresAt"> & { expiresAt: string | null }
  return { ...kept, expiresAt: kept.expiresAt === null ? null : new Date(kept.expiresAt) }
}

type TokenOwner = Pick<CrmConnection, "name" | "account" | "definition">

/**
 * A token is one account's: after a change of its credentials or addresses it does not open any more. What a person granted is
 * the app's, and stays when the app gets another secret.
 */
function aboutToken({ name, account, definition }: TokenOwner): string {
  const secrets = isGranted(account) ? (definition.oauth?.fields ?? []).filter(({ isSecret }) => isSecret).map((field) => field.name) : []
  const fields = Object.entries(account ?? {})
    .filter(([field]) => !secrets.includes(field))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${name} token ${createHash("sha256").update(JSON.stringify(fields)).digest("hex")}`
}
