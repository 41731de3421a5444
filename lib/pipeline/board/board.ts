import { and, eq, inArray, sql, type SQL } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { readAtCursor, writeAtCursor } from "@/lib/core/at-cursor"
import type { StageId } from "@/lib/core/lead-states"
import type { ChecklistItem, StageRequirements } from "@/lib/core/stages"
import { requirePermission } from "@/lib/platform/permissions"
import { countActivities } from "./activity"
import { completeCards, selectCards, type BoardCard, type CardRow } from "./board-cards"
import { onBoard } from "./board-filter"
import { readLanes, type BoardLane } from "./board-lanes"
import { readStages, type Stage } from "@/lib/pipeline/stages/read-stages"
import type { Activity, BoardFilter } from "@/lib/core/filters/board"

/**
 * The board. One index (`leads_board`) serves every column, newest activity first. Columns are paged, so cards cost the
 * same with a hundred leads and with a hundred thousand, and counts and sums come from an index of their own. A filter
 * without an index is evaluated once for all columns. Next steps are counted separately (`countColumns`), since that
 * takes longer than a first paint should.
 */
export type ColumnSums = {
  total: number
  /** Sum of the amounts, in hundredths of a dirham. */
  valueMinor: number
}

export type BoardColumn = ColumnSums & {
  id: StageId
  name: string
  outcome: "open" | "won" | "lost"
  definition: string
  probability: number
  requirements: StageRequirements
  checklist: ChecklistItem[]
  /** Leads by their next step; null until counted. */
  activity: Record<Activity, number> | null
}

export type BoardData = { columns: BoardColumn[]; lanes: BoardLane[] }

export const COLUMN_PAGE = 40

export async function readBoard(ctx: Ctx, filter: BoardFilter): Promise<BoardData> {
  requirePermission(ctx, "lead.read")
  const stages = await readStages(ctx.db)
  const where = await onBoard(ctx, filter, stages)
  const { sums, lanes } = await readLeads(ctx, { filter, where, stages })
  const columns = stages.map(({ id, name, outcome, definition, probability, requirements, checklist }) => {
    const { total, valueMinor } = sums[id] ?? { total: 0, valueMinor: 0 }
    return { id, name, outcome, definition, probability, requirements, checklist, total, valueMinor, activity: null }
  })
  return { columns, lanes }
}

type Wanted = { filter: BoardFilter; where: SQL | undefined; stages: readonly Stage[] }
type Sums = Partial<Record<StageId, ColumnSums>>

async function readLeads(ctx: Ctx, { filter, where, stages }: Wanted): Promise<{ sums: Sums; lanes: BoardLane[] }> {
  if (filter.lanes === "owner") {
    const [sums, lanes] = await Promise.all([sumColumns(ctx, where), readLanes(ctx, where, stages)])
    return { sums, lanes }
  }
  const [sums, rows] = isServedByIndex(filter)
    ? await Promise.all([sumColumns(ctx, where), readColumns(ctx, where, stages)])
    : await readBoardRows(ctx, where)
  const pages = stages.map(({ id }) => ({ id, ...pageOf(rows.filter(({ lead }) => lead.stageId === id)) }))
  const cards = await completeCards(
    ctx,
    stages,
    pages.flatMap((page) => page.rows),
  )
  const cells = pages.map((page) => ({
    stageId: page.id,
    total: sums[page.id]?.total ?? 0,
    cards: cardsOf(page.rows, cards),
    nextCursor: page.nextCursor,
  }))
  return { sums, lanes: [{ id: "all", owner: null, cells }] }
}

const isServedByIndex = ({ q, channel, stale, activity }: BoardFilter): boolean => !q && !channel && !stale && !activity

async function readColumns(ctx: Ctx, where: SQL | undefined, stages: readonly Stage[]): Promise<CardRow[]> {
  const columns = stages.map(({ id }) => selectCards(ctx, and(where, eq(leads.stageId, id)), COLUMN_PAGE + 1))
  return (await Promise.all(columns)).flat()
}

/** Evaluates the filter once, for the sums and the top of every column. */
async function readBoardRows(ctx: Ctx, where: SQL | undefined): Promise<[Sums, CardRow[]]> {
  const { rows } = await ctx.db.execute<SumRow & { ids: string[] }>(sql`
    with found as materialized (select leads.id, leads.stage_id, leads.last_activity_at, leads.amount_minor from leads where ${where})
    select s.stage_id, s.total, s.value,
      array(select f.id from found f where f.stage_id = s.stage_id order by f.last_activity_at desc, f.id desc limit ${COLUMN_PAGE + 1}) as ids
    from (select f.stage_id, count(*)::int as total, sum(f.amount_minor) as value from found f group by 1) s`)
  const ids = rows.flatMap((row) => row.ids)
  return [sumsOf(rows), ids.length === 0 ? [] : await selectCards(ctx, inArray(leads.id, ids), ids.length)]
}

/** Count, sum and next steps of each column; an empty column is left out. */
export async function countColumns(
  ctx: Ctx,
  filter: BoardFilter,
): Promise<Partial<Record<StageId, ColumnSums & { activity: Record<Activity, number> | null }>>> {
  requirePermission(ctx, "lead.read")
  const where = await onBoard(ctx, filter, await readStages(ctx.db))
  const [sums, activities] = await Promise.all([sumColumns(ctx, where), countActivities(ctx, where)])
  return Object.fromEntries(
    Object.entries(sums).map(([id, held]) => [
      id,
      { ...held, activity: activities[id] ?? { overdue: 0, today: 0, planned: 0, none: held.total } },
    ]),
  )
}

type SumRow = { stage_id: StageId; total: number; value: string | null }

async function sumColumns(ctx: Ctx, where: SQL | undefined): Promise<Sums> {
  const { rows } = await ctx.db.execute<SumRow>(
    sql`select leads.stage_id, count(*)::int as total, sum(leads.amount_minor) as value from leads where ${where} group by 1`,
  )
  return sumsOf(rows)
}

const sumsOf = (rows: readonly SumRow[]): Sums =>
  Object.fromEntries(rows.map(({ stage_id, total, value }) => [stage_id, { total, valueMinor: Number(value ?? 0) }]))

/** The next page of one column; with lanes, of one column of the lane given by the filter's owner. */
export async function listColumn(
  ctx: Ctx,
  { stageId, filter, cursor }: { stageId: StageId; filter: BoardFilter; cursor?: string | undefined },
): Promise<{ cards: BoardCard[]; nextCursor: string | null }> {
  requirePermission(ctx, "lead.read")
  const stages = await readStages(ctx.db)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const where = and(await onBoard(ctx, filter, stages), eq(leads.stageId, stageId), after)
  const { rows, nextCursor } = pageOf(await selectCards(ctx, where, COLUMN_PAGE + 1))
  return { cards: cardsOf(rows, await completeCards(ctx, stages, rows)), nextCursor }
}

/** The current cards of these leads; a lead that has left the board is not in the result. */
export async function readCards(ctx: Ctx, { ids, filter }: { ids: readonly string[]; filter: BoardFilter }): Promise<BoardCard[]> {
  requirePermission(ctx, "lead.read")
  if (ids.length === 0) return []
  const stages = await readStages(ctx.db)
  const rows = await selectCards(ctx, and(await onBoard(ctx, filter, stages), inArray(leads.id, [...ids])), ids.length)
  return cardsOf(rows, await completeCards(ctx, stages, rows))
}

const cardsOf = (rows: readonly CardRow[], cards: ReadonlyMap<string, BoardCard>): BoardCard[] =>
  rows.flatMap(({ lead }) => cards.get(lead.id) ?? [])

/** One row more than the page size says that there is another page. */
function pageOf(rows: readonly CardRow[]): { rows: CardRow[]; nextCursor: string | null } {
  const page = rows.slice(0, COLUMN_PAGE)
  const last = page.at(-1)?.lead
  return { rows: page, nextCursor: rows.length > COLUMN_PAGE && last ? writeAtCursor({ at: last.lastActivityAt, id: last.id }) : null }
}

function readCursor(cursor: string): SQL | undefined {
  const after = readAtCursor(cursor)
  return after ? sql`(${leads.lastActivityAt}, ${leads.id}) < (${after.at}::timestamptz, ${after.id}::uuid)` : undefined
}
