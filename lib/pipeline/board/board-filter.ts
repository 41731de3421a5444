import { and, eq, sql, type SQL } from "drizzle-orm"
import { DAY_MS } from "@/lib/core/time"
import { z } from "zod"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { whereLeads } from "@/lib/leads/lead-filter"
import { ACTIVITIES, hasActivity } from "./activity"
import type { Stage } from "@/lib/pipeline/stages/read-stages"

/** The filters of the board; all of them are in the address. */
export const BoardFilter = z.object({
  owner: z.union([z.uuid(), z.literal("me"), z.literal("none")]).optional(),
  channel: z.enum(CHANNELS).optional(),
  band: z.enum(BANDS).optional(),
  q: z.string().trim().max(200).optional(),
  /** Only leads that have been in their stage for longer than it allows. */
  stale: z.literal("1").optional(),
  activity: z.enum(ACTIVITIES).optional(),
  /** One lane per owner. */
  lanes: z.literal("owner").optional(),
})
export type BoardFilter = z.infer<typeof BoardFilter>

/** Parses a filter leniently: an invalid part is dropped, the others apply. */
export const readBoardFilter = (given: Record<string, unknown>): BoardFilter =>
  BoardFilter.parse(
    Object.fromEntries(
      Object.entries(BoardFilter.shape).flatMap(([key, schema]) => {
        const parsed = schema.safeParse(given[key])
        return parsed.success && parsed.data !== undefined && parsed.data !== "" ? [[key, parsed.data]] : []
      }),
    ),
  )

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
    outcome === "open" && staleAfterDays !== null ? [[id, new Date(now.getTime() - staleAfterDays * DAY_MS)] as const] : [],
  )
  if (limits.length === 0) return sql`false`
  const cases = limits.map(([id, before]) => sql`(${leads.stageId} = ${id} and ${leads.stageEnteredAt} < ${before.toISOString()})`)
  return sql`(${sql.join(cases, sql` or `)})`
}
