import { useCallback, useMemo, useState } from "react"
import type { BoardData } from "@/lib/pipeline/board/board"
import { findCard } from "./board-state"

/** Cards chosen for one action; one that has left the board is no longer among them. */
export function useSelection(board: BoardData) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback((id: string) => {
    setChosen((current) => {
      const next = new Set(current)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const clear = useCallback(() => setChosen(new Set()), [])
  const selected = useMemo(() => new Set([...chosen].filter((id) => findCard(board, id) !== undefined)), [board, chosen])
  return { selected, toggle, clear }
}
