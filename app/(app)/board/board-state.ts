import type { StageId } from "@/lib/core/lead-states"
import type { BoardColumn, BoardData, ColumnSums } from "@/lib/pipeline/board/board"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import type { BoardCell, BoardLane } from "@/lib/pipeline/board/board-lanes"

/** What each column holds; one without a lead is left out. */
type CountedColumns = Partial<Record<StageId, ColumnSums & Pick<BoardColumn, "activity">>>

/** The board as the browser holds it. Pure: every change is a new board. */
const isInLane = (lane: BoardLane, card: BoardCard): boolean => lane.id === "all" || lane.id === (card.owner?.id ?? "none")

const withCells = (board: BoardData, change: (cell: BoardCell, lane: BoardLane) => BoardCell): BoardData => ({
  ...board,
  lanes: board.lanes.map((lane) => ({ ...lane, cells: lane.cells.map((cell) => change(cell, lane)) })),
})

/** At the top of its new column, as if it had just come in there: what was late or missing is the server's to say again. */
export function withCardMoved(board: BoardData, card: BoardCard, to: StageId, at: string): BoardData {
  const moved = { ...card, stageId: to, stageEnteredAt: at, isStale: false, missing: [] }
  const cells = withCells(board, (cell, lane) => {
    if (!isInLane(lane, card)) return cell
    if (cell.stageId === card.stageId) return { ...cell, total: cell.total - 1, cards: cell.cards.filter(({ id }) => id !== card.id) }
    if (cell.stageId === to) return { ...cell, total: cell.total + 1, cards: [moved, ...cell.cards] }
    return cell
  })
  const columns = board.columns.map((column) =>
    column.id === card.stageId ? withCardCounted(column, card, -1) : column.id === to ? withCardCounted(column, card, 1) : column,
  )
  return { ...cells, columns }
}

const withCardCounted = (column: BoardColumn, card: BoardCard, sign: 1 | -1): BoardColumn => ({
  ...column,
  total: column.total + sign,
  valueMinor: column.valueMinor + sign * (card.amountMinor ?? 0),
  activity: column.activity && { ...column.activity, [card.activity]: column.activity[card.activity] + sign },
})

/** The move did not happen: the card goes back, as it was, to where it was. */
export function withCardBack(board: BoardData, card: BoardCard, from: StageId, at: string): BoardData {
  const undone = withCardMoved(board, { ...card, stageId: from }, card.stageId, at)
  return withCells(undone, (cell) => ({ ...cell, cards: inOrder(cell.cards.map((one) => (one.id === card.id ? card : one))) }))
}

/**
 * Puts fresh cards where they belong now; an id without a card has left the board or the filter. Columns are counted
 * by what is seen to come and go, until they are recounted.
 */
export function withFreshCards(board: BoardData, ids: readonly string[], cards: readonly BoardCard[]): BoardData {
  const changed = new Set(ids)
  const known = ids.flatMap((id) => findCard(board, id) ?? [])
  const still = cards.filter(({ id }) => known.some((card) => card.id === id))
  const columns = board.columns.map((column) => {
    const left = known.filter(({ stageId }) => stageId === column.id).reduce((sum, card) => withCardCounted(sum, card, -1), column)
    return still.filter(({ stageId }) => stageId === column.id).reduce((sum, card) => withCardCounted(sum, card, 1), left)
  })
  const cells = withCells(board, (cell, lane) => {
    const kept = cell.cards.filter(({ id }) => !changed.has(id))
    const fresh = cards.filter((card) => card.stageId === cell.stageId && isInLane(lane, card))
    return { ...cell, total: cell.total + fresh.length - (cell.cards.length - kept.length), cards: inOrder([...fresh, ...kept]) }
  })
  return { ...cells, columns }
}

/** What the columns hold, as the server counts it. */
export function withSums(board: BoardData, sums: CountedColumns): BoardData {
  const columns = board.columns.map((column) => ({ ...column, ...(sums[column.id] ?? EMPTY) }))
  return {
    ...withCells(board, (cell, lane) => (lane.id === "all" ? { ...cell, total: sums[cell.stageId]?.total ?? 0 } : cell)),
    columns,
  }
}

/** A page that was read again has not counted what is planned yet: until then the last count stands. */
export const withKnownActivity = (fresh: BoardData, known: BoardData): BoardData => ({
  ...fresh,
  columns: fresh.columns.map((column) => ({ ...column, activity: known.columns.find(({ id }) => id === column.id)?.activity ?? null })),
})

const EMPTY = { total: 0, valueMinor: 0, activity: { overdue: 0, today: 0, planned: 0, none: 0 } }

const inOrder = (cards: BoardCard[]): BoardCard[] =>
  cards.sort((a, b) => (a.lastActivityAt < b.lastActivityAt ? 1 : a.lastActivityAt > b.lastActivityAt ? -1 : a.id < b.id ? 1 : -1))

export const withMoreCards = (
  board: BoardData,
  laneId: string,
  stageId: StageId,
  cards: readonly BoardCard[],
  nextCursor: string | null,
): BoardData =>
  withCells(board, (cell, lane) => {
    if (lane.id !== laneId || cell.stageId !== stageId) return cell
    const known = new Set(cell.cards.map(({ id }) => id))
    return { ...cell, cards: [...cell.cards, ...cards.filter(({ id }) => !known.has(id))], nextCursor }
  })

export function findCard(board: BoardData, id: string): BoardCard | undefined {
  for (const lane of board.lanes)
    for (const cell of lane.cells) {
      const card = cell.cards.find((one) => one.id === id)
      if (card) return card
    }
  return undefined
}
