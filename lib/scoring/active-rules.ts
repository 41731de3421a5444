import { sql } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { ScoreRules } from "@/lib/core/scoring/rules"

/** The rules in force and their version; 0 for the default rules. */
export type ActiveRules = { version: number; rules: ScoreRules }

let last: { stored: string; rules: ScoreRules } | null = null

/** Read once per batch. The parsed rules are cached while the stored text is the same. */
export async function readActiveRules(db: Pick<Database | Transaction, "execute">): Promise<ActiveRules> {
  const { rows } = await db.execute<{ id: number; rules: string }>(
    sql`select id, rules::text as rules from score_rule_versions order by id desc limit 1`,
  )
  const { id: version, rules: stored } = rows[0] ?? { id: 0, rules: "{}" }
  if (last?.stored !== stored) last = { stored, rules: ScoreRules.parse(JSON.parse(stored)) }
  return { version, rules: last.rules }
}
