import type { BoardCard, BoardColumn } from "@/lib/pipeline/board"

/** The board as the browser holds it. Pure: every change is a new list of columns. */
export const withCardMoved = (columns: readonly BoardColumn[], card: BoardCard, to: BoardCard["stageId"]): BoardColumn[] =>
  columns.map((column) => {
    if (column.id === card.stageId) return { ...column, total: column.total - 1, cards: column.cards.filter(({ id }) => id !== card.id) }
    if (column.id === to) return { ...column, total: column.total + 1, cards: [{ ...card, stageId: to }, ...column.cards] }
    return column
  })

/** Puts fresh cards where they belong now; an id without a card has left the board or the filter. */
export const withFreshCards = (
  columns: readonly BoardColumn[],
  ids: readonly string[],
  cards: readonly BoardCard[],
  totals: Record<string, number>,
): BoardColumn[] => {
  const changed = new Set(ids)
  return columns.map((column) => {
    const kept = column.cards.filter(({ id }) => !changed.has(id))
    const fresh = cards.filter(({ stageId }) => stageId === column.id)
    const all = [...fresh, ...kept].sort((a, b) =>
      a.lastActivityAt < b.lastActivityAt ? 1 : a.lastActivityAt > b.lastActivityAt ? -1 : a.id < b.id ? 1 : -1,
    )
    return { ...column, cards: all, total: totals[column.id] ?? 0 }
  })
}

export const withMoreCards = (
  columns: readonly BoardColumn[],
  stageId: string,
  cards: readonly BoardCard[],
  nextCursor: string | null,
): BoardColumn[] =>
  columns.map((column) => {
    if (column.id !== stageId) return column
    const known = new Set(column.cards.map(({ id }) => id))
    return { ...column, cards: [...column.cards, ...cards.filter(({ id }) => !known.has(id))], nextCursor }
  })
