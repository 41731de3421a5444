import { createHash } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { crmConnections } from "@/db/schema"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmConnection, CrmCtx } from "./crm-connection"

/**
 * Links name records of one account. Whenever credentials change, nothing is sent until the account that answers to them is
 * known to be that one. The first that answers is it.
 */
export async function noteAccount(ctx: Pick<CrmCtx, "db" | "crm">, schema: CrmSchema): Promise<void> {
  const found = schema.accountId === undefined ? hostOf(ctx.crm) : schema.accountId
  // An account that does not say who it is is taken to be the one that is known.
  const foundId = sql`coalesce(${found}, ${crmConnections.accountId})`
  const accountId = sql`coalesce(${crmConnections.accountId}, ${found})`
  await ctx.db
    .update(crmConnections)
    .set({ accountId, foundId, foundWith: markOf(ctx.crm) })
    .where(eq(crmConnections.name, ctx.crm.name))
}

export type AccountCheck = "unread" | "same" | "other"

export async function checkAccount(ctx: Pick<CrmCtx, "db" | "crm">): Promise<AccountCheck> {
  const [row] = await ctx.db
    .select({ accountId: crmConnections.accountId, foundId: crmConnections.foundId, foundWith: crmConnections.foundWith })
    .from(crmConnections)
    .where(eq(crmConnections.name, ctx.crm.name))
  // Without credentials nothing is asked for, and what was found last stands.
  if (!row || (ctx.crm.account !== null && row.foundWith !== markOf(ctx.crm))) return "unread"
  return row.foundId === row.accountId ? "same" : "other"
}

/** The other account is the connection's from now on; what was known of the first one's records has to be gone. */
export const takeFoundAccount = (db: Pick<CrmCtx["db"], "update">, name: string) =>
  db
    .update(crmConnections)
    .set({ accountId: sql`${crmConnections.foundId}` })
    .where(eq(crmConnections.name, name))

function hostOf({ account, definition }: CrmConnection): string | null {
  const address = definition.accountUrl(account ?? {})
  return URL.canParse(address) ? new URL(address).host : null
}

function markOf({ account }: Pick<CrmConnection, "account">): string {
  const fields = Object.entries(account ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 32)
}
