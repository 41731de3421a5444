import { desc, eq } from "drizzle-orm"
import { leadScores, scoreRuleVersions, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { Band } from "@/lib/core/lead-states"
import { compareRules } from "@/lib/core/scoring/compare-rules"
import { ScoreRules, type ScoreRuleId } from "@/lib/core/scoring/rules"
import { openRules, type ScorePart } from "@/lib/core/scoring/score-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { readActiveRules } from "./active-rules"

export type ScoreCard = {
  parts: ScorePart[]
  /** Rules that do not hold yet, and the points each would add. */
  open: { rule: ScoreRuleId; points: number }[]
  /** Newest first. */
  history: { id: string; at: string; score: number; band: Band; cause: string; gained: ScoreRuleId[]; lost: ScoreRuleId[] }[]
}

const HISTORY_MAX = 40

/** The score of a lead with its parts, what would raise it, and its history. */
export async function readScoreCard(ctx: Ctx, { leadId }: { leadId: string }): Promise<ScoreCard> {
  requirePermission(ctx, "lead.read")
  const [rows, { rules }] = await Promise.all([
    ctx.db.select().from(leadScores).where(eq(leadScores.leadId, leadId)).orderBy(desc(leadScores.id)).limit(HISTORY_MAX),
    readActiveRules(ctx.db),
  ])
  const parts = rows[0]?.parts ?? []
  const history = rows.map((row, at) => {
    const before = new Set(rows[at + 1]?.parts.map(({ rule }) => rule))
    const after = new Set(row.parts.map(({ rule }) => rule))
    return {
      id: row.id,
      at: row.at.toISOString(),
      score: row.score,
      band: row.band,
      cause: row.cause,
      gained: [...after].filter((rule) => !before.has(rule)),
      lost: [...before].filter((rule) => !after.has(rule)),
    }
  })
  // A merge adds the other lead's history, so it is sorted by time.
  history.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id))
  return { parts, open: openRules(parts, rules), history }
}

export type RuleVersion = {
  version: number
  rules: ScoreRules
  at: string | null
  who: string | null
  note: string | null
  /** Differences from the previous version. */
  changes: string[]
}

export type Rescoring = { version: number; total: number; done: number; bandsChanged: number; isFinished: boolean }

/** Every version of the rules, newest first, down to the default rules; and the progress of rescoring. */
export async function listRuleVersions(ctx: Ctx): Promise<{ versions: RuleVersion[]; rescoring: Rescoring | null }> {
  requirePermission(ctx, "settings.manage")
  const rows = await ctx.db
    .select({ version: scoreRuleVersions, who: users.name })
    .from(scoreRuleVersions)
    .leftJoin(users, eq(users.id, scoreRuleVersions.createdBy))
    .orderBy(desc(scoreRuleVersions.id))
    .limit(50)
  const saved = rows.map(({ version, who }) => ({
    version: version.id,
    rules: ScoreRules.parse(version.rules),
    at: version.at.toISOString(),
    who,
    note: version.note,
  }))
  const all = [...saved, { version: 0, rules: ScoreRules.parse({}), at: null, who: null, note: null }]
  const versions = all.map((one, at) => {
    const before = all[at + 1]
    return { ...one, changes: before ? compareRules(before.rules, one.rules) : [] }
  })
  const newest = rows[0]?.version
  return {
    versions,
    rescoring: newest
      ? {
          version: newest.id,
          total: Math.max(newest.leadsTotal, newest.leadsDone),
          done: newest.leadsDone,
          bandsChanged: newest.bandsChanged,
          isFinished: newest.finishedAt !== null,
        }
      : null,
  }
}
