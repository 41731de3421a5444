import { and, asc, eq, gte, sql } from "drizzle-orm"
import { crmCalls } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { PROVIDER } from "../crm-settings"
import type { TraceCall, TraceStep } from "./trace-types"

/**
 * Calls are filed by the piece of work that made them: one batch that was leased, tried and settled. Such a turn went well
 * when its last call did; inside it, a refused row may have been sent a second time without the value in question.
 */
export type Turn = {
  id: string
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
export async function turnsOf({ db }: Pick<Ctx, "db">, leadIds: readonly string[], since: Date): Promise<Turn[]> {
  const rows = await db
    .select()
    .from(crmCalls)
    .where(
      and(
        eq(crmCalls.provider, PROVIDER),
        gte(crmCalls.at, since),
        sql`${crmCalls.leadIds} && array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb))`,
      ),
    )
    .orderBy(asc(crmCalls.at), asc(crmCalls.id))
    .limit(CALLS_MAX)
  return inTurns(rows).filter(({ startedAt }) => startedAt >= since)
}

export function inTurns(rows: readonly CallRow[]): Turn[] {
  const byTurn = Map.groupBy(rows, ({ turn, id }) => turn ?? id)
  return [...byTurn].flatMap(([id, calls]) => {
    const [first, last] = [calls[0], calls.at(-1)]
    if (!first || !last) return []
    return {
      id,
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
export function untilAccepted(turns: readonly Turn[], purpose: "lead" | "activity"): Turn[] {
  const first = turns.findIndex((turn) => turn.isOk && turn.purpose === purpose)
  return first === -1 ? [...turns] : turns.slice(0, first + 1)
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

function titleOf({ purpose, calls }: Turn): string {
  if (purpose !== "lead") return TITLES[purpose] ?? purpose
  return calls.every(isRead) ? "Contact and deal compared: nothing to write" : "Contact and deal compared and written"
}

export const turnStep = (turn: Turn): TraceStep => ({
  key: turn.id,
  at: turn.startedAt.toISOString(),
  title: turn.isOk ? titleOf(turn) : `${TITLES[turn.purpose] ?? "Contact and deal"}: did not go through`,
  tone: turn.isOk ? "ok" : "danger",
  facts: [
    { label: "Try", value: String(turn.attempt) },
    { label: "Took", value: `${turn.calls.reduce((sum, { durationMs }) => sum + durationMs, 0)} ms in ${turn.calls.length} calls` },
    ...(turn.leadIds.length > 1 ? [{ label: "Batch", value: `${turn.leadIds.length} leads` }] : []),
  ],
  calls: turn.calls,
})
