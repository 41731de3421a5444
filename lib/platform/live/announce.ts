import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"

/**
 * Tells every open screen that leads have changed: one NOTIFY per flush, outside the transaction that did the work.
 * It carries ids only; what a viewer may see is read by the viewer's own request. PostgreSQL caps a payload at 8 kB,
 * so a large flush says "many" and the screens read their page again.
 */
export const LEADS_CHANNEL = "onelead_leads"

export type LeadsChanged = {
  ids: string[] | "many"
  /** Users whose bell has something new. */
  notified?: string[]
}

export const IDS_MAX = 100

export async function announceLeads(db: Pick<Database, "execute">, ids: readonly string[]): Promise<void> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return
  const message: LeadsChanged = { ids: distinct.length > IDS_MAX ? "many" : distinct }
  await db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify(message)})`)
}

/** Tells every open screen to read its page again, after a change of what all leads are measured by. */
export async function announceAll(db: Pick<Database, "execute">): Promise<void> {
  const message: LeadsChanged = { ids: "many" }
  await db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify(message)})`)
}

/** Tells the open screens of these people that their bell has something new. */
export async function announceNotified(db: Pick<Database, "execute">, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return
  const message: LeadsChanged = { ids: [], notified: [...new Set(userIds)].slice(0, IDS_MAX) }
  await db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify(message)})`)
}
