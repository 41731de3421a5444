import { useState } from "react"
import { toast } from "sonner"
import { alreadyMoved } from "@/components/stage-move/already-moved"
import { leadTitle } from "@/components/lead/lead-name"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardData } from "@/lib/pipeline/board/board"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import { withCardBack, withCardMoved } from "./board-state"
import type { GateAnswer, MoveAction } from "@/components/stage-move/board-types"
import type { MovesInFlight } from "./moves-in-flight"

export type PendingGate = { card: BoardCard; to: StageId; via: "board" | "menu"; missing: string[]; problem?: string | undefined }

type SetBoard = (change: (current: BoardData) => BoardData) => void

/** Moves show at once; one that the server refuses goes back to where it was and says why, or asks for what is missing. */
export function useMoves(
  move: MoveAction,
  setBoard: SetBoard,
  refresh: (ids: readonly string[]) => void,
  nameOf: (id: string) => string,
  moves: MovesInFlight,
) {
  const [gate, setGate] = useState<PendingGate | null>(null)
  const moveCard = async (card: BoardCard, to: StageId, via: "board" | "menu", answer: GateAnswer = {}): Promise<void> => {
    if (card.stageId === to) return
    const at = new Date().toISOString()
    moves.begin(card.id)
    setBoard((current) => withCardMoved(current, card, to, at))
    const result = await move({ leadId: card.id, from: card.stageId, to, via, ...answer }).catch(() => undefined)
    if (moves.end(card.id)) refresh([card.id])
    const outcome = result?.data
    if (outcome?.ok) return setGate(null)
    setBoard((current) => withCardBack(current, card, to, at))
    if (outcome?.reason === "gate") return setGate({ card, to, via, missing: outcome.fields })
    refresh([card.id])
    const isAnswering = Object.keys(answer).length > 0
    if (isAnswering && result?.serverError) return setGate((open) => open && { ...open, problem: result.serverError?.message })
    setGate(null)
    toast.error(
      outcome
        ? alreadyMoved(leadTitle(card), outcome, { nameOf, now: new Date() })
        : (result?.serverError?.message ?? "The move did not reach the server. The card is back where it was."),
    )
  }
  return { gate, closeGate: () => setGate(null), openGate: setGate, moveCard }
}
