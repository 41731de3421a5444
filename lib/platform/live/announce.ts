import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"

/**
 * Announces changed leads to every open screen: one NOTIFY per flush, outside the transaction that did the work. It
 * carries ids only; what a viewer may see is read by the viewer's own request. PostgreSQL caps a payload at 8 kB, so a
 * large flush says "many" and screens reload.
 */
export const LEADS_CHANNEL = "onelead_leads"

export type LeadsChanged = {
  ids: string[] | "many"
  /** Users with a new notification. */
  notified?: string[]
}

export const IDS_MAX = 100

export async function announceLeads(db: Pick<Database, "execute">, ids: readonly string[]): Promise<void> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return
  const message: LeadsChanged = { ids: distinct.length > IDS_MAX ? "many" : distinct }
  await db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify(message)})`)
}

/** Makes every open screen reload, after a change that affects all leads. */
export async function announceAll(db: Pick<Database, "execute">): Promise<void> {
  const message: LeadsChanged = { ids: "many" }
  await db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify(message)})`)
}

/** Announces new notifications to these users' screens. */
export async function announceNotified(db: Pick<Database, "execute">, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return
  const message: LeadsChanged = { ids: [], notified: [...new Set(userIds)].slice(0, IDS_MAX) }
  await db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify(message)})`)
}
