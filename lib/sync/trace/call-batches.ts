import { and, asc, gte, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { crmCalls } from "@/db/schema"
import type { TraceCtx } from "./trace-ctx"
import type { TraceCall, TraceStep } from "./trace-types"

/**
 * Calls are filed by the piece of work that made them: one batch that was leased, tried and settled. Such a turn went well
 * when its last call did; inside it, a refused row may have been sent a second time without the value in question.
 */
export type CallBatch = {
  id: string
  crm: string
  purpose: string
  attempt: number
  leadIds: string[]
  startedAt: Date
  endedAt: Date
  isOk: boolean
  calls: TraceCall[]
}

type CallRow = typeof crmCalls.$inferSelect

const CALLS_MAX = 300

/** The turns that had one of these leads in their batch, from then on, oldest first. */
export async function batchesOf({ db }: Pick<TraceCtx, "db" | "crms">, leadIds: readonly string[], since: Date): Promise<CallBatch[]> {
  const rows = await db
    .select()
    .from(crmCalls)
    .where(and(gte(crmCalls.at, since), sql`${crmCalls.leadIds} && array${idsIn(leadIds)}`))
    .orderBy(asc(crmCalls.at), asc(crmCalls.id))
    .limit(CALLS_MAX)
  return groupByBatch(rows).filter(({ startedAt }) => startedAt >= since)
}

export function groupByBatch(rows: readonly CallRow[]): CallBatch[] {
  const byBatch = Map.groupBy(rows, ({ turn, id }) => turn ?? id)
  return [...byBatch].flatMap(([id, calls]) => {
    const [first, last] = [calls[0], calls.at(-1)]
    if (!first || !last) return []
    return {
      id,
      crm: first.provider,
      purpose: first.purpose,
      attempt: first.attempt,
      leadIds: first.leadIds,
      startedAt: new Date(first.at.getTime() - first.durationMs),
      endedAt: last.at,
      isOk: last.problem === null,
      calls: calls.map(callView),
    }
  })
}

const callView = ({ id, at, operation, status, problem, durationMs, correlationId }: CallRow): TraceCall => ({
  id,
  at: at.toISOString(),
  operation,
  status,
  problem,
  durationMs,
  correlationId,
})

/** Of all that came after: the tries up to and with the first of this purpose that went well. */
export function untilAccepted(batches: readonly CallBatch[], purpose: "lead" | "activity"): CallBatch[] {
  const first = batches.findIndex((batch) => batch.isOk && batch.purpose === purpose)
  return first === -1 ? [...batches] : batches.slice(0, first + 1)
}

/** Reading is not writing: a comparison may find nothing to send. */
const isRead = ({ operation }: TraceCall): boolean => /\.(read|search|list)$/.test(operation)

const TITLES: Record<string, string> = {
  activity: "Timeline written",
  inbox: "Records over there looked at",
  poll: "Asked what changed",
  schema: "Account read",
  provision: "Account set up",
  compare: "Everything compared",
}

function titleOf({ purpose, calls }: CallBatch): string {
  if (purpose !== "lead") return TITLES[purpose] ?? purpose
  return calls.every(isRead) ? "Contact and deal compared: nothing to write" : "Contact and deal compared and written"
}

export const batchStep = (batch: CallBatch, label: string): TraceStep => ({
  key: batch.id,
  at: batch.startedAt.toISOString(),
  title: batch.isOk ? titleOf(batch) : `${TITLES[batch.purpose] ?? "Contact and deal"}: did not go through`,
  tone: batch.isOk ? "ok" : "danger",
  facts: [
    { label: "CRM", value: label },
    { label: "Try", value: String(batch.attempt) },
    { label: "Took", value: `${batch.calls.reduce((sum, { durationMs }) => sum + durationMs, 0)} ms in ${batch.calls.length} calls` },
    ...(batch.leadIds.length > 1 ? [{ label: "Batch", value: `${batch.leadIds.length} leads` }] : []),
  ],
  calls: batch.calls,
})
