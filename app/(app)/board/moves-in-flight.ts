/**
 * Which cards have a move that the server has not answered yet. A card that was read before the answer is where it was
 * before the move: to show it would throw the card back while a person moves it on.
 */
export type MovesInFlight = ReturnType<typeof trackMoves>

export function trackMoves() {
  const unanswered = new Map<string, number>()
  const begun = new Map<string, number>()
  const skipped = new Set<string>()
  const countOf = (counts: Map<string, number>, id: string) => counts.get(id) ?? 0
  return {
    begin: (id: string): void => {
      for (const counts of [unanswered, begun]) counts.set(id, countOf(counts, id) + 1)
    },
    /** Answers whether the card has to be read again, because what was read meanwhile was not shown. */
    end: (id: string): boolean => {
      unanswered.set(id, countOf(unanswered, id) - 1)
      return countOf(unanswered, id) === 0 && skipped.delete(id)
    },
    /** To be asked before a read; what it returns tells after the read which of the cards may be shown. */
    beforeRead: (ids: readonly string[]): ((id: string) => boolean) => {
      const then = new Map(ids.map((id) => [id, countOf(begun, id)]))
      return (id) => {
        const isMoving = countOf(unanswered, id) > 0
        if (isMoving) skipped.add(id)
        return !isMoving && countOf(begun, id) === countOf(then, id)
      }
    },
  }
}
