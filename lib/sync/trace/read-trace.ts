import { and, desc, eq, inArray, or, sql } from "drizzle-orm"
import { z } from "zod"
import { crmCalls, crmInbox, crmLinks, inboundEvents, leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { readConnections } from "@/lib/sync/connection/crm-connection"
import { labelOf, type TraceCtx } from "./trace-ctx"
import { channelLabel } from "@/lib/core/channels"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inboxRows, inboxStep, changesOf, changesStep, outcomeStep, receivedStep, type EventRow, type InboxRow } from "./event-origin"
import { routeChanges } from "@/lib/sync/inbox/route-changes"
import { readChangeFilter } from "@/lib/sync/inbox/change-filter"
import { touchesOf } from "./ingest-step"
import { readLeadTrace } from "./lead-trace"
import type { Trace } from "./trace-types"
import { groupByBatch, batchStep } from "./call-batches"

/**
 * The whole road of one thing, from where it came in to where it arrived, in order and with times. It is found by a receipt, by
 * any id or correlation id of a call, by the note of a record that changed in the CRM, or by a lead (its newest event). Nothing
 * is written down for it: it is read from what every step keeps anyway, so it is there for everything that ever happened, as
 * far back as calls are kept.
 */
export const ReadTrace = z.object({ id: z.string().trim().min(1).max(200), leadId: z.uuid().optional() })

export async function readTrace(given: Ctx, input: z.infer<typeof ReadTrace>): Promise<Trace> {
  requirePermission(given, "sync.read")
  const { id, leadId } = ReadTrace.parse(input)
  const ctx: TraceCtx = { ...given, crms: await readConnections(given.db) }
  const isUuid = z.uuid().safeParse(id).success
  const event = isUuid ? await findEvent(ctx, id) : undefined
  if (event) return await traceEvent(ctx, event, leadId)
  const work = await traceWork(ctx, id, isUuid, leadId)
  if (work) return work
  const [queued] = isUuid ? await ctx.db.select().from(crmInbox).where(eq(crmInbox.id, id)) : []
  if (queued) return await traceChange(ctx, queued)
  const newest = isUuid ? await newestEvent(ctx, id) : undefined
  if (newest) return await traceEvent(ctx, newest, await survivorOf(ctx, id))
  throw new AppError("not_found", "There is no such receipt, call or change. Calls are kept for two weeks.")
}

const findEvent = async ({ db }: TraceCtx, id: string): Promise<EventRow | undefined> =>
  (await db.select().from(inboundEvents).where(eq(inboundEvents.id, id)))[0]

/** Of a lead, or of one that was merged into it. */
async function newestEvent({ db }: TraceCtx, leadId: string): Promise<EventRow | undefined> {
  const { rows } = await db.execute<{ inbound_event_id: string }>(sql`
    select t.inbound_event_id from touchpoints t join leads l on l.id = ${leadId}
    where t.lead_id = coalesce(l.merged_into, l.id) and t.inbound_event_id is not null order by t.occurred_at desc, t.id desc limit 1`)
  const id = rows[0]?.inbound_event_id
  return id ? (await db.select().from(inboundEvents).where(eq(inboundEvents.id, id)))[0] : undefined
}

async function traceEvent(ctx: TraceCtx, event: EventRow, wanted: string | undefined): Promise<Trace> {
  const changes = await routeChanges(ctx.db, changesOf(event))
  const outcome = outcomeStep(event)
  const queued = event.state === "done" ? await inboxRows(ctx, changes) : []
  const origin = [receivedStep(event), ...(outcome ? [outcome] : [])]
  if (changes.length > 0 && event.state === "done") {
    const rules = await readChangeFilter(ctx.db, changes)
    origin.push(
      changesStep(event, changes, rules, labelOf(ctx, changes[0]?.provider ?? "")),
      ...queued.map((row) => inboxStep(row, event.processedAt?.toISOString() ?? null)),
    )
  }
  const touched = (await touchesOf(ctx, event.id)).map(({ leadId }) => leadId)
  const named = [...touched, ...event.leadIds, ...(await holders(ctx, queued))]
  const base = { id: event.id, title: `${channelLabel(event.channel)} event`, kind: "event" as const, receipt: event.id, origin }
  return { ...base, ...(await withLeadTrace(ctx, named, wanted, { since: event.processedAt, event: changes.length > 0 ? null : event })) }
}

async function traceChange(ctx: TraceCtx, queued: InboxRow): Promise<Trace> {
  const event = queued.inboundEventId === null ? undefined : await findEvent(ctx, queued.inboundEventId)
  if (event) return await traceEvent(ctx, event, undefined)
  const since = new Date(queued.updatedAt.getTime() - 60_000)
  const base = {
    id: queued.id,
    title: `Change in ${labelOf(ctx, queued.provider)}`,
    kind: "change" as const,
    receipt: null,
    origin: [inboxStep(queued, null)],
  }
  return { ...base, ...(await withLeadTrace(ctx, await holders(ctx, [queued]), undefined, { since, event: null })) }
}

/** A piece of sync work, by its own id, one of its calls, or what the CRM calls one of its calls. */
async function traceWork(ctx: TraceCtx, id: string, isUuid: boolean, wanted: string | undefined): Promise<Trace | null> {
  const [call] = await ctx.db
    .select()
    .from(crmCalls)
    .where(isUuid ? or(eq(crmCalls.turn, id), eq(crmCalls.id, id), eq(crmCalls.correlationId, id)) : eq(crmCalls.correlationId, id))
    .limit(1)
  if (!call) return null
  const rows = call.turn
    ? await ctx.db.select().from(crmCalls).where(eq(crmCalls.turn, call.turn)).orderBy(crmCalls.at, crmCalls.id)
    : [call]
  const [batch] = groupByBatch(rows)
  if (!batch) return null
  const base = {
    id: batch.id,
    title: `${labelOf(ctx, call.provider)} calls`,
    kind: "work" as const,
    receipt: null,
    origin: [batchStep(batch, labelOf(ctx, batch.crm))],
  }
  return { ...base, ...(await withLeadTrace(ctx, batch.leadIds, wanted, { since: batch.startedAt, event: null, batchId: batch.id })) }
}

async function holders({ db }: TraceCtx, rows: readonly InboxRow[]): Promise<string[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ externalId }) => externalId)
  const links = await db
    .select()
    .from(crmLinks)
    .where(and(inArray(crmLinks.objectType, ["contact", "deal"]), inArray(crmLinks.externalId, ids)))
  return links
    .filter((link) =>
      rows.some((row) => row.externalId === link.externalId && row.objectType === link.objectType && row.provider === link.provider),
    )
    .map((link) => link.leadId)
}

type Since = { since: Date | null; event: EventRow | null; batchId?: string }

/** The trace of one lead is shown at a time; the wanted one's, else the first's. */
async function withLeadTrace(
  ctx: TraceCtx,
  named: readonly string[],
  wanted: string | undefined,
  since: Since,
): Promise<Pick<Trace, "leadTrace" | "others">> {
  const ids = await survivors(ctx, named)
  const chosen = wanted === undefined ? ids[0] : (ids.find((id) => id === wanted) ?? ids[0])
  if (chosen === undefined || since.since === null) return { leadTrace: null, others: [] }
  const rest = ids.filter((id) => id !== chosen).slice(0, 100)
  const names =
    rest.length === 0
      ? []
      : await ctx.db.select({ leadId: leads.id, name: leads.name }).from(leads).where(inArray(leads.id, rest)).orderBy(desc(leads.id))
  return { leadTrace: await readLeadTrace(ctx, chosen, { ...since, since: since.since }), others: names }
}

async function survivors({ db }: TraceCtx, ids: readonly string[]): Promise<string[]> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return []
  const rows = await db.select({ id: leads.id, mergedInto: leads.mergedInto }).from(leads).where(inArray(leads.id, distinct))
  const into = new Map(rows.map(({ id, mergedInto }) => [id, mergedInto ?? id]))
  return [...new Set(distinct.flatMap((id) => into.get(id) ?? []))]
}

const survivorOf = async (ctx: TraceCtx, id: string): Promise<string | undefined> => (await survivors(ctx, [id]))[0]
