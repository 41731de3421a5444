import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { leadTitle } from "@/components/lead/lead-name"
import { alreadyMoved } from "@/components/stage-move/already-moved"
import type { GateAnswer } from "@/components/stage-move/gate-answer"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardData } from "@/lib/pipeline/board/board"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import { withCardBack, withCardMoved } from "./board-state"
import { moveLeadAction } from "./actions"
import type { MovesInFlight } from "./moves-in-flight"

export type PendingGate = { card: BoardCard; to: StageId; via: "board" | "menu"; missing: string[]; problem?: string | undefined }

type SetBoard = (change: (current: BoardData) => BoardData) => void

/** Moves show at once; one that the server refuses goes back to where it was and says why, or asks for what is missing. */
export function useMoves(
  setBoard: SetBoard,
  refresh: (ids: readonly string[]) => void,
  nameOf: (id: string) => string,
  moves: MovesInFlight,
) {
  const [gate, setGate] = useState<PendingGate | null>(null)
  const move = useServerAction(moveLeadAction)
  const moveCard = async (card: BoardCard, to: StageId, via: "board" | "menu", answer: GateAnswer = {}): Promise<void> => {
    if (card.stageId === to) return
    const at = new Date().toISOString()
    moves.begin(card.id)
    setBoard((current) => withCardMoved(current, card, to, at))
    const isAnswering = Object.keys(answer).length > 0
    const outcome = await move.executeAsync(
      { leadId: card.id, from: card.stageId, to, via, ...answer },
      { shows: isAnswering ? "form" : "toast", retry: () => void moveCard(card, to, via, answer) },
    )
    if (moves.end(card.id)) refresh([card.id])
    const result = outcome.ok ? outcome.data : null
    if (result?.ok) return setGate(null)
    setBoard((current) => withCardBack(current, card, to, at))
    if (result?.reason === "gate") return setGate({ card, to, via, missing: result.fields })
    refresh([card.id])
    if (result) toast.error(alreadyMoved(leadTitle(card), result, { nameOf, now: new Date() }))
    const problem = outcome.ok ? null : outcome.problem
    setGate((open) => (isAnswering && open && problem ? { ...open, problem: problem.message } : null))
  }
  return { gate, closeGate: () => setGate(null), openGate: setGate, moveCard }
}
