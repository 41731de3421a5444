import { and, desc, eq, inArray, sql, type SQL } from "drizzle-orm"
import { conversations, leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { Band, StageId } from "@/lib/core/lead-states"
import { asksForSomething, gateOf, isStale, missingNow } from "@/lib/core/stages"
import { activityOf, type NextTask } from "./activity"
import { stageIdOf, type Stage } from "@/lib/pipeline/stages/read-stages"
import { readFacts } from "@/lib/pipeline/stages/stage-facts"
import type { Activity } from "@/lib/core/filters/board"

/** One card on the board: who it is, and what needs attention. */
export type BoardCard = {
  id: string
  name: string | null
  phone: string | null
  email: string | null
  channels: string[]
  stageId: StageId
  stageEnteredAt: string
  isStale: boolean
  lastActivityAt: string
  owner: { id: string; name: string } | null
  score: number
  band: Band
  vehicle: string | null
  /** In hundredths of a dirham. */
  amountMinor: number | null
  version: number
  isRestricted: boolean
  /** What it lacks by today's rules of its stage. */
  missing: string[]
  activity: Activity
  nextTask: NextTask | null
  /** When the WhatsApp service window closes; null when there is no WhatsApp thread. */
  whatsappUntil: string | null
}

export type CardRow = { lead: typeof leads.$inferSelect; ownerName: string | null }

/** Newest activity first: the order of the index that serves every column. */
export const selectCards = async (ctx: Ctx, where: SQL | undefined, limit: number): Promise<CardRow[]> =>
  await ctx.db
    .select({ lead: leads, ownerName: users.name })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(where)
    .orderBy(desc(leads.lastActivityAt), desc(leads.id))
    .limit(limit)

/** Cards of many columns are completed together, so that the board costs a handful of statements however wide it is. */
export async function completeCards(ctx: Ctx, stages: readonly Stage[], rows: readonly CardRow[]): Promise<Map<string, BoardCard>> {
  const ids = rows.map(({ lead }) => lead.id)
  const [windows, activities, missing] = await Promise.all([whatsappWindows(ctx, ids), activityOf(ctx, ids), missingOf(ctx, stages, rows)])
  const limits = new Map(stages.map(({ id, outcome, staleAfterDays }) => [id, outcome === "open" ? staleAfterDays : null]))
  return new Map(
    rows.map(({ lead, ownerName }) => {
      const stageId = stageIdOf(lead.stageId)
      const activity = activities.get(lead.id)
      return [
        lead.id,
        {
          id: lead.id,
          name: lead.name,
          phone: lead.phones[0] ?? null,
          email: lead.emails[0] ?? null,
          channels: lead.channels,
          stageId,
          stageEnteredAt: lead.stageEnteredAt.toISOString(),
          isStale: isStale(limits.get(stageId) ?? null, lead.stageEnteredAt, ctx.now()),
          lastActivityAt: lead.lastActivityAt.toISOString(),
          owner: lead.ownerId && ownerName ? { id: lead.ownerId, name: ownerName } : null,
          score: lead.score,
          band: lead.band,
          vehicle: lead.vehicle,
          amountMinor: lead.amountMinor,
          version: lead.version,
          isRestricted: lead.restrictedAt !== null,
          missing: missing.get(lead.id) ?? [],
          activity: activity?.state ?? "none",
          nextTask: activity?.task ?? null,
          whatsappUntil: windows.get(lead.id) ?? null,
        },
      ]
    }),
  )
}

/** Only stages with requirements are checked; a pipeline without any costs no statement. */
async function missingOf(ctx: Ctx, stages: readonly Stage[], rows: readonly CardRow[]): Promise<Map<string, string[]>> {
  const asking = new Set<string>(
    stages.flatMap(({ id, outcome }) => (outcome === "open" && asksForSomething(gateOf(stages, id)) ? [id] : [])),
  )
  const measured = rows.map(({ lead }) => lead).filter(({ stageId }) => asking.has(stageId))
  const facts = await readFacts(ctx.db, measured, ctx.now())
  return new Map(
    measured.map(({ id, stageId }) => {
      const known = facts.get(id)
      return [id, known ? missingNow(stages, stageIdOf(stageId), known) : []]
    }),
  )
}

const WINDOW_MS = 24 * 3_600_000

/** The WhatsApp window: free text is possible for a day after the person's last message. */
async function whatsappWindows(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const threads = await ctx.db
    .select({ leadId: conversations.leadId, at: sql<string | null>`max(${conversations.lastInboundAt})` })
    .from(conversations)
    .where(and(inArray(conversations.provider, ["botspace", "whatsapp"]), inArray(conversations.leadId, [...ids])))
    .groupBy(conversations.leadId)
  return new Map(threads.flatMap(({ leadId, at }) => (at ? [[leadId, new Date(new Date(at).getTime() + WINDOW_MS).toISOString()]] : [])))
}
