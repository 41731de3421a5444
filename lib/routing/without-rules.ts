import type { Database } from "@/db/client"
import { routingVersions } from "@/db/schema"
import { RoutingConfig } from "@/lib/core/routing/routing-config"

/** For tests of other things: no lead is assigned by a rule, so that an owner is always the test's own choice. */
export async function withoutRules(db: Database): Promise<void> {
  await db
    .insert(routingVersions)
    .values({ version: 1, at: new Date(0), byUserId: null, note: null, config: RoutingConfig.parse({ rules: [], whenHigh: "off" }) })
}
