import { desc } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { routingVersions } from "@/db/schema"
import { RoutingConfig } from "@/lib/core/routing/routing-config"

export type RuleBook = { version: number; config: RoutingConfig }

/** Routing rules in force; version 0 is the one a new installation starts with. */
export async function readRuleBook(db: Pick<Database | Transaction, "select">): Promise<RuleBook> {
  const [row] = await db
    .select({ version: routingVersions.version, config: routingVersions.config })
    .from(routingVersions)
    .orderBy(desc(routingVersions.version))
    .limit(1)
  return { version: row?.version ?? 0, config: RoutingConfig.parse(row?.config ?? {}) }
}
