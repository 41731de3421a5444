import { eq, or } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { LeadRow } from "@/lib/leads/find-lead"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { TraceCtx } from "./trace-ctx"
import { AppError } from "@/lib/platform/errors"
import type { EventRow } from "./event-origin"
import { ingestStep, touchesOf } from "./ingest-step"
import { acceptedSteps, activityStep, queuedStep } from "./outbox-steps"
import { inboundSteps } from "./inbound-steps"
import type { LeadTrace, TraceStep } from "./trace-types"
import { batchesOf, batchStep, untilAccepted, type CallBatch } from "./call-batches"

/**
 * One lead's part of a trace, from a moment on: ingested, queued, sent as often as it took, accepted; and what the looks at the
 * CRM's records on the way changed here. A push takes the lead as it is by then, so it may carry later changes too. The work
 * that a trace began with is not shown twice.
 */
type TraceFrom = { since: Date; event: EventRow | null; batchId?: string }

/** What a turn decided is written after its last answer. */
const AFTERMATH_MS = 5_000

export async function readLeadTrace(ctx: TraceCtx, leadId: string, from: TraceFrom): Promise<LeadTrace> {
  const rows = await ctx.db
    .select()
    .from(leads)
    .where(or(eq(leads.id, leadId), eq(leads.mergedInto, leadId)))
  const lead = rows.find(({ id }) => id === leadId)
  if (!lead) throw new AppError("not_found", "There is no such lead.")
  const { since, event, batchId } = from
  const family = rows.map(({ id }) => id)
  const all = await batchesOf(ctx, family, since)
  const begunWith = all.find(({ id }) => id === batchId)
  const crms = ctx.crms.filter(({ name }) => begunWith === undefined || name === begunWith.crm)
  const ingested = event ? [await ingestStep(ctx, event, leadId, family)] : []
  const touchIds = event ? (await touchesOf(ctx, event.id)).map(({ id }) => id) : []
  const parts = await Promise.all(
    crms.map((crm) => partWith({ ...ctx, crm }, { lead, family, touchIds, from, batches: all.filter((batch) => batch.crm === crm.name) })),
  )
  return {
    leadId,
    name: lead.name ?? lead.phones[0] ?? lead.emails[0] ?? null,
    mergedFrom: family.filter((id) => id !== leadId),
    steps: [...ingested, ...(crms.length === 0 ? [NOT_CONNECTED] : []), ...parts.flat()],
  }
}

const NOT_CONNECTED: TraceStep = { key: "noted", at: null, title: "Not noted: no CRM is connected", tone: "neutral", facts: [] }

type Part = { lead: LeadRow; family: readonly string[]; touchIds: readonly string[]; from: TraceFrom; batches: readonly CallBatch[] }

/** What one CRM had to do with it. */
async function partWith(
  ctx: TraceCtx & CrmCtx,
  { lead, family, touchIds, from: { since, event, batchId }, batches }: Part,
): Promise<TraceStep[]> {
  const looks = untilAccepted(
    batches.filter(({ id, purpose }) => (purpose === "lead" || purpose === "inbox") && (batchId === undefined || id === batchId)),
    "lead",
  )
  const queued = batchId === undefined ? await queuedStep(ctx, lead.id, since) : null
  const inbound = await inboundSteps(ctx, family, windowOf(since, looks, batches))
  const activity = await activityStep(ctx, touchIds)
  const talks = activity
    ? untilAccepted(
        batches.filter(({ purpose }) => purpose === "activity"),
        "activity",
      )
    : []
  const accepted = await acceptedSteps(ctx, lead.id, { since, row: queued?.row ?? null, kind: lead.kind })
  const step = (batch: CallBatch) => batchStep(batch, ctx.crm.label)
  const middle = [...looks.filter(({ id }) => id !== batchId).map(step), ...inbound].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""))
  return [
    ...(event && queued ? [queued.step] : []),
    ...middle,
    ...accepted,
    ...(activity ? [...talks.map(step), { ...activity, at: talks.at(-1)?.endedAt.toISOString() ?? null }] : []),
  ]
}

/** From the first moment to the end of the last look, but not into the next piece of work. */
function windowOf(from: Date, looks: readonly CallBatch[], batches: readonly CallBatch[]): { from: Date; to: Date } {
  const last = looks.at(-1)
  if (!last) return { from, to: from }
  const next = batches.find(({ startedAt, id }) => startedAt > last.endedAt && id !== last.id)
  const end = new Date(last.endedAt.getTime() + AFTERMATH_MS)
  return { from, to: next && next.startedAt < end ? next.startedAt : end }
}
