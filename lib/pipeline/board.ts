import { and, eq, inArray, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import type { StageId } from "@/lib/core/lead-states"
import type { ChecklistItem, StageRequirements } from "@/lib/core/stages"
import { requirePermission } from "@/lib/permissions"
import { endOfDay, nextDueOf, type Activity } from "./activity"
import { completeCards, selectCards, type BoardCard, type CardRow } from "./board-cards"
import { onBoard, type BoardFilter } from "./board-filter"
import { readLanes, type BoardLane } from "./board-lanes"
import { readStages, type Stage } from "./read-stages"

/**
 * The board. One index (`leads_board`) serves every column, newest activity first; a column is read a page at a time,
 * so the cards cost the same with a hundred leads and with a hundred thousand. What the columns count is added up from
 * an index that holds just that.
 */
export type ColumnSums = {
  total: number
  /** Sum of the amounts, in hundredths of a dirham. */
  valueMinor: number
  /** Open leads by what is planned with them. */
  activity: Record<Activity, number>
}

export type BoardColumn = ColumnSums & {
  id: StageId
  name: string
  outcome: "open" | "won" | "lost"
  definition: string
  probability: number
  requirements: StageRequirements
  checklist: ChecklistItem[]
}

export type BoardData = { columns: BoardColumn[]; lanes: BoardLane[] }

export const COLUMN_PAGE = 40

export const readBoard = async (ctx: Ctx, filter: BoardFilter): Promise<BoardData> => {
  requirePermission(ctx, "lead.read")
  const stages = await readStages(ctx.db)
  const [sums, lanes] = await Promise.all([
    sumColumns(ctx, filter, stages),
    filter.lanes === "owner" ? readLanes(ctx, filter, stages) : readOneLane(ctx, filter, stages),
  ])
  const columns = stages.map((stage) => ({
    id: stage.id,
    name: stage.name,
    outcome: stage.outcome,
    definition: stage.definition,
    probability: stage.probability,
    requirements: stage.requirements,
    checklist: stage.checklist,
    ...(sums[stage.id] ?? NO_SUMS),
  }))
  return { columns, lanes: filter.lanes === "owner" ? lanes : lanes.map((lane) => withTotals(lane, columns)) }
}

export const NO_SUMS: ColumnSums = { total: 0, valueMinor: 0, activity: { overdue: 0, today: 0, planned: 0, none: 0 } }

const withTotals = (lane: BoardLane, columns: readonly BoardColumn[]): BoardLane => ({
  ...lane,
  cells: lane.cells.map((cell) => ({ ...cell, total: columns.find(({ id }) => id === cell.stageId)?.total ?? 0 })),
})

/** What each column holds; an empty column is left out. */
export const countColumns = async (ctx: Ctx, filter: BoardFilter): Promise<Partial<Record<StageId, ColumnSums>>> => {
  requirePermission(ctx, "lead.read")
  return await sumColumns(ctx, filter, await readStages(ctx.db))
}

type SumRow = { stage_id: StageId; total: number; value: string | null; overdue: number; today: number; planned: number }

const sumColumns = async (ctx: Ctx, filter: BoardFilter, stages: readonly Stage[]): Promise<Partial<Record<StageId, ColumnSums>>> => {
  const [where, nextDue] = await Promise.all([onBoard(ctx, filter, stages), nextDueOf(ctx)])
  const [now, tonight] = [ctx.now().toISOString(), endOfDay(ctx.now()).toISOString()]
  const planned = nextDue
    ? sql`count(*) filter (where n.due_at < ${now})::int as overdue, count(*) filter (where n.due_at >= ${now} and n.due_at < ${tonight})::int as today,
          count(*) filter (where n.due_at >= ${tonight})::int as planned`
    : sql`0 as overdue, 0 as today, 0 as planned`
  const { rows } = await ctx.db.execute<SumRow>(sql`
    select ${leads.stageId} as stage_id, count(*)::int as total, sum(${leads.amountMinor}) as value, ${planned}
    from ${leads} ${nextDue ? sql`left join ${nextDue} n on n.lead_id = ${leads.id}` : sql``}
    where ${where} group by 1`)
  return Object.fromEntries(
    rows.map(({ stage_id, total, value, overdue, today, planned: later }) => [
      stage_id,
      {
        total,
        valueMinor: Number(value ?? 0),
        activity: { overdue, today, planned: later, none: total - overdue - today - later },
      },
    ]),
  )
}

const readOneLane = async (ctx: Ctx, filter: BoardFilter, stages: readonly Stage[]): Promise<BoardLane[]> => {
  const where = await onBoard(ctx, filter, stages)
  const pages = await Promise.all(
    stages.map(async ({ id }) => ({ id, rows: await selectCards(ctx, and(where, eq(leads.stageId, id)), COLUMN_PAGE + 1) })),
  )
  const shown = pages.map(({ id, rows }) => ({ id, ...pageOf(rows, COLUMN_PAGE) }))
  const cards = await completeCards(
    ctx,
    stages,
    shown.flatMap(({ rows }) => rows),
  )
  const cells = shown.map(({ id, rows, nextCursor }) => ({ stageId: id, total: 0, cards: cardsOf(rows, cards), nextCursor }))
  return [{ id: "all", owner: null, cells }]
}

/** The next page of one column; with lanes, of one column of one lane, which the filter's owner names. */
export const listColumn = async (
  ctx: Ctx,
  { stageId, filter, cursor }: { stageId: StageId; filter: BoardFilter; cursor?: string | undefined },
): Promise<{ cards: BoardCard[]; nextCursor: string | null }> => {
  requirePermission(ctx, "lead.read")
  const stages = await readStages(ctx.db)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const where = and(await onBoard(ctx, filter, stages), eq(leads.stageId, stageId), after)
  const { rows, nextCursor } = pageOf(await selectCards(ctx, where, COLUMN_PAGE + 1), COLUMN_PAGE)
  return { cards: cardsOf(rows, await completeCards(ctx, stages, rows)), nextCursor }
}

/** The cards of these leads as they are now; a lead that has left the board is simply not in the answer. */
export const readCards = async (ctx: Ctx, { ids, filter }: { ids: readonly string[]; filter: BoardFilter }): Promise<BoardCard[]> => {
  requirePermission(ctx, "lead.read")
  if (ids.length === 0) return []
  const stages = await readStages(ctx.db)
  const rows = await selectCards(ctx, and(await onBoard(ctx, filter, stages), inArray(leads.id, [...ids])), ids.length)
  return cardsOf(rows, await completeCards(ctx, stages, rows))
}

const cardsOf = (rows: readonly CardRow[], cards: ReadonlyMap<string, BoardCard>): BoardCard[] =>
  rows.flatMap(({ lead }) => cards.get(lead.id) ?? [])

/** One row more than the page was asked for says that there is another page. */
const pageOf = (rows: readonly CardRow[], size: number): { rows: CardRow[]; nextCursor: string | null } => {
  const page = rows.slice(0, size)
  const last = page.at(-1)?.lead
  return { rows: page, nextCursor: rows.length > size && last ? `${last.lastActivityAt.toISOString()}_${last.id}` : null }
}

const readCursor = (cursor: string): SQL | undefined => {
  const [at, id] = cursor.split("_")
  const parsed = z.object({ at: z.iso.datetime(), id: z.uuid() }).safeParse({ at, id })
  if (!parsed.success) return undefined
  return sql`(${leads.lastActivityAt}, ${leads.id}) < (${parsed.data.at}::timestamptz, ${parsed.data.id}::uuid)`
}
