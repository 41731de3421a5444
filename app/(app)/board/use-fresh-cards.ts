import { useRouter } from "next/navigation"
import { useCallback, useEffect, useRef, useState } from "react"
import { readQuietly } from "@/components/action/read-quietly"
import { useLive } from "@/components/layout/live"
import type { BoardData } from "@/lib/pipeline/board/board"
import { countColumnsAction, readCardsAction } from "./actions"
import { withFreshCards, withSums } from "./board-state"
import type { MovesInFlight } from "./moves-in-flight"
import type { BoardFilter } from "@/lib/core/filters/board"

const GATHER_MS = 120
const IDS_MAX = 200
/** Sums over all leads cost more than a few cards: they follow a burst of changes, they do not keep step with it. */
const COUNT_MS = 1_500

type SetBoard = (change: (current: BoardData) => BoardData) => void

/** Changes are gathered for a moment and read in one request; "many" reads the page again. */
export function useFreshCards(filter: BoardFilter, setBoard: SetBoard, moves: MovesInFlight) {
  const router = useRouter()
  const waiting = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const recount = useColumnSums(filter, setBoard)
  const flush = useCallback(async () => {
    while (waiting.current.size > 0) {
      const ids = [...waiting.current].slice(0, IDS_MAX)
      for (const id of ids) waiting.current.delete(id)
      const isCurrent = moves.beforeRead(ids)
      const cards = await readQuietly(readCardsAction, { ids, filter })
      const shown = ids.filter(isCurrent)
      if (cards)
        setBoard((current) =>
          withFreshCards(
            current,
            shown,
            cards.filter(({ id }) => shown.includes(id)),
          ),
        )
      if (waiting.current.size > 0) await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
    }
    timer.current = undefined
    recount()
  }, [filter, moves, recount, setBoard])
  const refresh = useCallback(
    (ids: readonly string[]) => {
      for (const id of ids) waiting.current.add(id)
      timer.current ??= setTimeout(() => void flush(), GATHER_MS)
    },
    [flush],
  )
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  useLive(({ ids }) => (ids === "many" ? router.refresh() : refresh(ids)))
  return refresh
}

/** Counts once when the board opens, and again a while after something has changed; never twice at a time. */
function useColumnSums(filter: BoardFilter, setBoard: SetBoard) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isCounting = useRef(false)
  const count = useCallback(async () => {
    isCounting.current = true
    const sums = await readQuietly(countColumnsAction, { filter })
    isCounting.current = false
    if (sums) setBoard((current) => withSums(current, sums))
  }, [filter, setBoard])
  useEffect(() => {
    void count()
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
    }
  }, [count])
  return useCallback(() => {
    const later = () => {
      timer.current = isCounting.current ? setTimeout(later, COUNT_MS) : void count()
    }
    timer.current ??= setTimeout(later, COUNT_MS)
  }, [count])
}

/** Ages and countdowns move on while the page is open. */
export function useNow(serverNow: string): string {
  const [now, setNow] = useState(serverNow)
  useEffect(() => setNow(serverNow), [serverNow])
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
