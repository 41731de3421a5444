import { toast } from "sonner"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardData } from "@/lib/pipeline/board/board"
import type { BoardFilter } from "@/lib/pipeline/board/board-filter"
import type { BoardLane } from "@/lib/pipeline/board/board-lanes"
import { findCard, withMoreCards } from "./board-state"
import type { BoardActions } from "@/components/stage-move/board-types"

type CellContext = {
  board: BoardData
  filter: BoardFilter
  actions: Pick<BoardActions, "loadColumn" | "assignMany">
  setBoard: (change: (current: BoardData) => BoardData) => void
  refresh: (ids: readonly string[]) => void
  moveById: (cardId: string, to: StageId, via: "board") => void
}

/** What a cell does: read its next page, and take a card that is dropped on it. */
export function useCellActions({ board, filter, actions, setBoard, refresh, moveById }: CellContext) {
  const loadMore = async (lane: BoardLane, stageId: StageId, cursor: string | null): Promise<void> => {
    if (cursor === null) return
    const laneFilter = lane.id === "all" ? filter : { ...filter, owner: lane.id }
    const data = (await actions.loadColumn({ stageId, filter: laneFilter, cursor }).catch(() => undefined))?.data
    if (data) setBoard((current) => withMoreCards(current, lane.id, stageId, data.cards, data.nextCursor))
    else toast.error("The next page did not arrive. Please try again.")
  }
  /** Onto another owner's lane is a change of owner too. */
  const drop = async (cardId: string, lane: BoardLane, to: StageId): Promise<void> => {
    const card = findCard(board, cardId)
    if (!card) return
    if (lane.id !== "all" && lane.id !== (card.owner?.id ?? "none")) {
      const result = await actions.assignMany({ leadIds: [cardId], ownerId: lane.owner?.id ?? null }).catch(() => undefined)
      const refused = result?.data ? result.data[0]?.refused : (result?.serverError?.message ?? "The change did not reach the server.")
      refresh([cardId])
      if (refused) return void toast.error(refused)
    }
    moveById(cardId, to, "board")
  }
  return { loadMore, drop }
}
