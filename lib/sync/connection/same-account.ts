import { createHash } from "node:crypto"
import { and, eq, ne, sql } from "drizzle-orm"
import { crmConnections } from "@/db/schema"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmConnection, CrmCtx, CrmDb } from "./crm-connection"

/**
 * Links name records of one account. Whenever credentials change, nothing is sent until the account that answers to them is
 * known to be that one. The first that answers is it, unless another connection has it: two would write the same records.
 */
export async function noteAccount(ctx: Pick<CrmCtx, "db" | "crm">, schema: CrmSchema): Promise<void> {
  const found = schema.accountId === undefined ? hostOf(ctx.crm) : schema.accountId
  // An account that does not say who it is is taken to be the one that is known.
  const foundId = sql`coalesce(${found}, ${crmConnections.accountId})`
  // Many accounts share a host, so only an account that says who it is can be had already.
  const free = schema.accountId !== undefined && (await holderOf(ctx, schema.accountId)) !== null ? null : found
  const accountId = sql`coalesce(${crmConnections.accountId}, ${free})`
  await ctx.db
    .update(crmConnections)
    .set({ accountId, foundId, foundWith: markOf(ctx.crm) })
    .where(eq(crmConnections.name, ctx.crm.name))
}

/** The connection that has this account, by its label. */
export async function holderOf({ db, crm }: Pick<CrmCtx, "db" | "crm">, accountId: string | null): Promise<string | null> {
  if (accountId === null) return null
  const { name, kind, label } = crmConnections
  const isOther = and(eq(kind, crm.definition.kind), ne(name, crm.name), eq(crmConnections.accountId, accountId))
  const [row] = await db.select({ label }).from(crmConnections).where(isOther)
  return row?.label ?? null
}

/** `taken`: another connection has the account. */
export type AccountCheck = "unread" | "same" | "other" | "taken"

export async function checkAccount(ctx: Pick<CrmDb, "db"> & Pick<CrmCtx, "crm">): Promise<AccountCheck> {
  const [row] = await ctx.db
    .select({ accountId: crmConnections.accountId, foundId: crmConnections.foundId, foundWith: crmConnections.foundWith })
    .from(crmConnections)
    .where(eq(crmConnections.name, ctx.crm.name))
  // Without credentials nothing is asked for, and what was found last stands.
  if (!row || (ctx.crm.account !== null && row.foundWith !== markOf(ctx.crm))) return "unread"
  if (row.foundId === row.accountId) return "same"
  return row.accountId === null ? "taken" : "other"
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
