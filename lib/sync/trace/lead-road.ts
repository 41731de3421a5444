import { eq, or } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import type { EventRow } from "./event-origin"
import { foldStep, touchesOf } from "./fold-step"
import { acceptedSteps, activityStep, notedStep } from "./outbox-steps"
import { takenSteps } from "./taken-steps"
import type { TraceRoad } from "./trace-types"
import { turnsOf, turnStep, untilAccepted, type Turn } from "./turns"

/**
 * One lead's part of a road, from a moment on: folded, noted, sent as often as it took, accepted; and what the looks at the
 * CRM's records on the way changed here. A push takes the lead as it is by then, so it may carry later changes too. The work
 * that a trace began with is not shown twice.
 */
type RoadFrom = { since: Date; event: EventRow | null; turnId?: string }

/** What a turn decided is written after its last answer. */
const AFTERMATH_MS = 5_000

export async function readRoad(ctx: Ctx, leadId: string, { since, event, turnId }: RoadFrom): Promise<TraceRoad> {
  const rows = await ctx.db
    .select()
    .from(leads)
    .where(or(eq(leads.id, leadId), eq(leads.mergedInto, leadId)))
  const lead = rows.find(({ id }) => id === leadId)
  if (!lead) throw new AppError("not_found", "There is no such lead.")
  const family = rows.map(({ id }) => id)
  const turns = await turnsOf(ctx, family, since)
  const looks = untilAccepted(
    turns.filter(({ id, purpose }) => (purpose === "lead" || purpose === "inbox") && (turnId === undefined || id === turnId)),
    "lead",
  )
  const folded = event ? [await foldStep(ctx, event, leadId, family)] : []
  const touchIds = event ? (await touchesOf(ctx, event.id)).map(({ id }) => id) : []
  const noted = turnId === undefined ? await notedStep(ctx, leadId, since) : null
  const taken = await takenSteps(ctx, family, windowOf(since, looks, turns))
  const activity = await activityStep(ctx, touchIds)
  const talks = activity
    ? untilAccepted(
        turns.filter(({ purpose }) => purpose === "activity"),
        "activity",
      )
    : []
  const accepted = await acceptedSteps(ctx, leadId, { since, row: noted?.row ?? null, kind: lead.kind })
  const middle = [...looks.filter(({ id }) => id !== turnId).map(turnStep), ...taken].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""))
  return {
    leadId,
    name: lead.name ?? lead.phones[0] ?? lead.emails[0] ?? null,
    mergedFrom: family.filter((id) => id !== leadId),
    steps: [
      ...folded,
      ...(event && noted ? [noted.step] : []),
      ...middle,
      ...accepted,
      ...(activity ? [...talks.map(turnStep), { ...activity, at: talks.at(-1)?.endedAt.toISOString() ?? null }] : []),
    ],
  }
}

/** From the first moment to the end of the last look, but not into the next piece of work. */
function windowOf(from: Date, looks: readonly Turn[], turns: readonly Turn[]): { from: Date; to: Date } {
  const last = looks.at(-1)
  if (!last) return { from, to: from }
  const next = turns.find(({ startedAt, id }) => startedAt > last.endedAt && id !== last.id)
  const end = new Date(last.endedAt.getTime() + AFTERMATH_MS)
  return { from, to: next && next.startedAt < end ? next.startedAt : end }
}
