import { sql } from "drizzle-orm"
import { z } from "zod"
import { scoreRuleVersions } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { compareRules } from "@/lib/core/scoring/compare-rules"
import { ScoreRules } from "@/lib/core/scoring/rules"
import { AppError } from "@/lib/platform/errors"
import { enqueue } from "@/lib/platform/jobs/job"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { readActiveRules } from "./active-rules"
import { RESCORE_JOB, RESCORE_QUEUE } from "./rescore-job"

export const SaveScoreRules = z.object({
  rules: ScoreRules,
  /** The version the editor began with; when another was saved meanwhile, the result is `conflict`. */
  basedOn: z.number().int().min(0),
  note: z.string().trim().max(300).optional(),
})
export type SaveScoreRules = z.input<typeof SaveScoreRules>

/** Puts new rules into force: new events use them at once, all other leads are rescored in the background. */
export async function saveScoreRules(ctx: Ctx, input: SaveScoreRules): Promise<{ version: number }> {
  requirePermission(ctx, "settings.manage")
  const { rules, basedOn, note } = SaveScoreRules.parse(input)
  return await inTransaction(ctx, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('score_rule_versions', 0))`)
    const active = await readActiveRules(tx)
    if (active.version !== basedOn) throw new AppError("conflict", "Someone else changed the rules. Reload to see them, then try again.")
    const changes = compareRules(active.rules, rules)
    if (changes.length === 0) return { version: active.version }
    const [row] = await tx
      .insert(scoreRuleVersions)
      .values({
        rules,
        note: note || null,
        createdBy: actorId(ctx),
        at: ctx.now(),
        leadsTotal: sql`(select count(*) from leads where state = 'active')`,
      })
      .returning({ id: scoreRuleVersions.id })
    const version = row?.id ?? 0
    await enqueue(tx, RESCORE_JOB, {}, RESCORE_QUEUE)
    await writeAudit(ctx, tx, { action: "score_rules.saved", subject: String(version), change: { basedOn, changes, note: note ?? null } })
    return { version }
  })
}
