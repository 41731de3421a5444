import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardData } from "@/lib/pipeline/board/board"
import type { BoardLane } from "@/lib/pipeline/board/board-lanes"
import { assignLeadsAction, loadColumnAction } from "./actions"
import { findCard, withMoreCards } from "./board-state"
import type { BoardFilter } from "@/lib/core/filters/board"

type CellContext = {
  board: BoardData
  filter: BoardFilter
  setBoard: (change: (current: BoardData) => BoardData) => void
  refresh: (ids: readonly string[]) => void
  moveById: (cardId: string, to: StageId, via: "board") => void
}

/** What a cell does: read its next page, and take a card that is dropped on it. */
export function useCellActions({ board, filter, setBoard, refresh, moveById }: CellContext) {
  const loadColumn = useServerAction(loadColumnAction)
  const assign = useServerAction(assignLeadsAction)
  const loadMore = async (lane: BoardLane, stageId: StageId, cursor: string | null): Promise<void> => {
    if (cursor === null) return
    const laneFilter = lane.id === "all" ? filter : { ...filter, owner: lane.id }
    const again = { retry: () => void loadMore(lane, stageId, cursor) }
    const page = await loadColumn.executeAsync({ stageId, filter: laneFilter, cursor }, again)
    if (page.ok) setBoard((current) => withMoreCards(current, lane.id, stageId, page.data.cards, page.data.nextCursor))
  }
  /** Onto another owner's lane is a change of owner too. */
  const drop = async (cardId: string, lane: BoardLane, to: StageId): Promise<void> => {
    const card = findCard(board, cardId)
    if (!card) return
    if (lane.id !== "all" && lane.id !== (card.owner?.id ?? "none")) {
      const again = { retry: () => void drop(cardId, lane, to) }
      const outcome = await assign.executeAsync({ leadIds: [cardId], ownerId: lane.owner?.id ?? null }, again)
      refresh([cardId])
      if (!outcome.ok) return
      const [answer] = outcome.data
      if (answer?.refused) return void toast.error(answer.refused)
    }
    moveById(cardId, to, "board")
  }
  return { loadMore, drop }
}
