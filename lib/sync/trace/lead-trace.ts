import { eq, or } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import type { EventRow } from "./event-origin"
import { ingestStep, touchesOf } from "./ingest-step"
import { acceptedSteps, activityStep, queuedStep } from "./outbox-steps"
import { inboundSteps } from "./inbound-steps"
import type { LeadTrace } from "./trace-types"
import { batchesOf, batchStep, untilAccepted, type CallBatch } from "./call-batches"

/**
 * One lead's part of a trace, from a moment on: ingested, queued, sent as often as it took, accepted; and what the looks at the
 * CRM's records on the way changed here. A push takes the lead as it is by then, so it may carry later changes too. The work
 * that a trace began with is not shown twice.
 */
type TraceFrom = { since: Date; event: EventRow | null; batchId?: string }

/** What a turn decided is written after its last answer. */
const AFTERMATH_MS = 5_000

export async function readLeadTrace(ctx: Ctx, leadId: string, { since, event, batchId }: TraceFrom): Promise<LeadTrace> {
  const rows = await ctx.db
    .select()
    .from(leads)
    .where(or(eq(leads.id, leadId), eq(leads.mergedInto, leadId)))
  const lead = rows.find(({ id }) => id === leadId)
  if (!lead) throw new AppError("not_found", "There is no such lead.")
  const family = rows.map(({ id }) => id)
  const batches = await batchesOf(ctx, family, since)
  const looks = untilAccepted(
    batches.filter(({ id, purpose }) => (purpose === "lead" || purpose === "inbox") && (batchId === undefined || id === batchId)),
    "lead",
  )
  const ingested = event ? [await ingestStep(ctx, event, leadId, family)] : []
  const touchIds = event ? (await touchesOf(ctx, event.id)).map(({ id }) => id) : []
  const queued = batchId === undefined ? await queuedStep(ctx, leadId, since) : null
  const inbound = await inboundSteps(ctx, family, windowOf(since, looks, batches))
  const activity = await activityStep(ctx, touchIds)
  const talks = activity
    ? untilAccepted(
        batches.filter(({ purpose }) => purpose === "activity"),
        "activity",
      )
    : []
  const accepted = await acceptedSteps(ctx, leadId, { since, row: queued?.row ?? null, kind: lead.kind })
  const middle = [...looks.filter(({ id }) => id !== batchId).map(batchStep), ...inbound].sort((a, b) =>
    (a.at ?? "").localeCompare(b.at ?? ""),
  )
  return {
    leadId,
    name: lead.name ?? lead.phones[0] ?? lead.emails[0] ?? null,
    mergedFrom: family.filter((id) => id !== leadId),
    steps: [
      ...ingested,
      ...(event && queued ? [queued.step] : []),
      ...middle,
      ...accepted,
      ...(activity ? [...talks.map(batchStep), { ...activity, at: talks.at(-1)?.endedAt.toISOString() ?? null }] : []),
    ],
  }
}

/** From the first moment to the end of the last look, but not into the next piece of work. */
function windowOf(from: Date, looks: readonly CallBatch[], batches: readonly CallBatch[]): { from: Date; to: Date } {
  const last = looks.at(-1)
  if (!last) return { from, to: from }
  const next = batches.find(({ startedAt, id }) => startedAt > last.endedAt && id !== last.id)
  const end = new Date(last.endedAt.getTime() + AFTERMATH_MS)
  return { from, to: next && next.startedAt < end ? next.startedAt : end }
}
