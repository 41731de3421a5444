import { and, eq, sql, type SQL } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { BoardFilter } from "@/lib/core/filters/board"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { whereLeads } from "@/lib/leads/lead-filter"
import { hasActivity } from "./activity"
import type { Stage } from "@/lib/pipeline/stages/read-stages"

/** The leads of the board that match a filter, as a condition on `leads`. */
export const onBoard = async (ctx: Ctx, filter: BoardFilter, stages: readonly Stage[]): Promise<SQL | undefined> =>
  and(
    eq(leads.kind, "lead"),
    whereLeads(
      ctx.actor,
      {
        ...(filter.q ? { q: filter.q } : {}),
        ...(filter.owner ? { owner: [filter.owner] } : {}),
        ...(filter.channel ? { channel: [filter.channel] } : {}),
        ...(filter.band ? { band: [filter.band] } : {}),
      },
      await readWorkingTime(ctx.db),
    ),
    filter.stale ? isStaleNow(stages, ctx.now()) : undefined,
    filter.activity ? await hasActivity(ctx, filter.activity) : undefined,
  )

function isStaleNow(stages: readonly Stage[], now: Date): SQL {
  const limits = stages.flatMap(({ id, outcome, staleAfterDays }) =>
    outcome === "open" && staleAfterDays !== null ? [[id, new Date(now.getTime() - staleAfterDays * 86_400_000)] as const] : [],
  )
  if (limits.length === 0) return sql`false`
  const cases = limits.map(([id, before]) => sql`(${leads.stageId} = ${id} and ${leads.stageEnteredAt} < ${before.toISOString()})`)
  return sql`(${sql.join(cases, sql` or `)})`
}
