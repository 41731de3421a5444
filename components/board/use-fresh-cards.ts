import { useRouter } from "next/navigation"
import { useCallback, useEffect, useRef, useState } from "react"
import { useLive } from "@/components/layout/live"
import type { BoardData } from "@/lib/pipeline/board"
import type { BoardFilter } from "@/lib/pipeline/board-filter"
import { withFreshCards } from "./board-state"
import type { BoardActions } from "./board-types"

const GATHER_MS = 120
const IDS_MAX = 200

/** Changes are gathered for a moment and read in one request; "many" reads the page again. */
export const useFreshCards = (
  filter: BoardFilter,
  readCards: BoardActions["readCards"],
  setBoard: (change: (current: BoardData) => BoardData) => void,
) => {
  const router = useRouter()
  const waiting = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flush = useCallback(async () => {
    timer.current = undefined
    const ids = [...waiting.current].slice(0, IDS_MAX)
    waiting.current = new Set([...waiting.current].slice(IDS_MAX))
    const answer = await readCards({ ids, filter }).catch(() => undefined)
    const data = answer?.data
    if (data) setBoard((current) => withFreshCards(current, ids, data.cards, data.sums))
    if (waiting.current.size > 0) timer.current ??= setTimeout(() => void flush(), GATHER_MS)
  }, [filter, readCards, setBoard])
  const refresh = useCallback(
    (ids: readonly string[]) => {
      for (const id of ids) waiting.current.add(id)
      timer.current ??= setTimeout(() => void flush(), GATHER_MS)
    },
    [flush],
  )
  useEffect(() => () => clearTimeout(timer.current), [])
  useLive(({ ids }) => (ids === "many" ? router.refresh() : refresh(ids)))
  return refresh
}

/** Ages and countdowns move on while the page is open. */
export const useNow = (serverNow: string): string => {
  const [now, setNow] = useState(serverNow)
  useEffect(() => setNow(serverNow), [serverNow])
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
