"use client"

import { useRouter } from "next/navigation"
import { useCallback, useEffect, useRef, useState } from "react"
import { toast } from "sonner"
import { useLive } from "@/components/layout/live"
import { isTyping } from "@/components/layout/keyboard-help"
import { leadTitle } from "@/components/lead/lead-name"
import type { BoardCard, BoardColumn, BoardFilter } from "@/lib/pipeline/board"
import { withCardMoved, withFreshCards, withMoreCards } from "./board-state"
import { Column } from "./column"
import { GateDialog, type GateAnswer } from "./gate-dialog"

type Answer<T> = Promise<{ data?: T; serverError?: { message: string } } | undefined>
type MoveInput = { leadId: string; to: BoardColumn["id"]; from?: BoardColumn["id"]; via: "board" | "menu" } & GateAnswer
type MoveResult = { ok: true } | { ok: false; reason: "gate"; fields: string[] } | { ok: false; reason: "moved_elsewhere"; stageId: string }

export type BoardProps = {
  initial: BoardColumn[]
  filter: BoardFilter
  now: string
  canMove: boolean
  canOverride: boolean
  move: (input: MoveInput) => Answer<MoveResult>
  loadColumn: (input: {
    stageId: BoardColumn["id"]
    filter: BoardFilter
    cursor: string
  }) => Answer<{ cards: BoardCard[]; nextCursor: string | null }>
  readCards: (input: { ids: string[]; filter: BoardFilter }) => Answer<{ cards: BoardCard[]; totals: Record<string, number> }>
}

type Pending = { card: BoardCard; to: BoardColumn["id"]; via: "board" | "menu"; missing: string[] }

export const Board = ({ initial, filter, now: serverNow, canMove, canOverride, move, loadColumn, readCards }: BoardProps) => {
  const [columns, setColumns] = useState(initial)
  const [gate, setGate] = useState<Pending | null>(null)
  const now = useNow(serverNow)
  const refresh = useFreshCards(filter, readCards, setColumns)
  useEffect(() => setColumns(initial), [initial])
  useBoardKeys()

  const moveCard = async (card: BoardCard, to: BoardColumn["id"], via: "board" | "menu", answer: GateAnswer = {}) => {
    if (card.stageId === to) return
    setColumns((current) => withCardMoved(current, card, to))
    const result = await move({ leadId: card.id, from: card.stageId, to, via, ...answer })
    if (result?.data?.ok) {
      setGate(null)
      return
    }
    refresh([card.id])
    const outcome = result?.data
    if (outcome && !outcome.ok && outcome.reason === "gate") setGate({ card, to, via, missing: outcome.fields })
    else if (outcome && !outcome.ok) toast.error(`${leadTitle(card)} was already moved by somebody else.`)
    else toast.error(result?.serverError?.message ?? "The move did not reach the server. The card is back where it was.")
  }
  const findCard = (id: string) => columns.flatMap(({ cards }) => cards).find((card) => card.id === id)
  const loadMore = async (column: BoardColumn) => {
    if (column.nextCursor === null) return
    const page = await loadColumn({ stageId: column.id, filter, cursor: column.nextCursor })
    const data = page?.data
    if (data) setColumns((current) => withMoreCards(current, column.id, data.cards, data.nextCursor))
  }
  return (
    <div
      role="region"
      aria-label="Pipeline"
      tabIndex={0}
      className="flex min-h-0 grow gap-2 overflow-x-auto p-3 outline-none focus-visible:ring-2 focus-visible:ring-accent focus-visible:ring-inset"
    >
      {columns.map((column) => (
        <Column
          key={column.id}
          column={column}
          columns={columns}
          now={now}
          canMove={canMove}
          onMove={(card, to) => void moveCard(card, to, "menu")}
          onDrop={(cardId) => {
            const card = findCard(cardId)
            if (card) void moveCard(card, column.id, "board")
          }}
          onMore={() => void loadMore(column)}
        />
      ))}
      {gate ? (
        <GateDialog
          leadName={leadTitle(gate.card)}
          stageName={columns.find(({ id }) => id === gate.to)?.name ?? gate.to}
          missing={gate.missing}
          canOverride={canOverride}
          onClose={() => setGate(null)}
          onAnswer={(answer) => void moveCard(gate.card, gate.to, gate.via, answer)}
        />
      ) : null}
    </div>
  )
}

/** Ages move on while the page is open. */
const useNow = (serverNow: string): string => {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

const GATHER_MS = 120

/** Changes are gathered for a moment and read in one request; "many" reads the page again. */
const useFreshCards = (
  filter: BoardFilter,
  readCards: BoardProps["readCards"],
  setColumns: (change: (current: BoardColumn[]) => BoardColumn[]) => void,
) => {
  const router = useRouter()
  const waiting = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flush = useCallback(async () => {
    timer.current = undefined
    const ids = [...waiting.current].slice(0, 200)
    waiting.current.clear()
    const answer = await readCards({ ids, filter })
    const data = answer?.data
    if (data) setColumns((current) => withFreshCards(current, ids, data.cards, data.totals))
  }, [filter, readCards, setColumns])
  const refresh = useCallback(
    (ids: readonly string[]) => {
      for (const id of ids) waiting.current.add(id)
      timer.current ??= setTimeout(() => void flush(), GATHER_MS)
    },
    [flush],
  )
  useLive(({ ids }) => (ids === "many" ? router.refresh() : refresh(ids)))
  return refresh
}

/** j and k walk through the cards, m opens the focused card's menu, n starts a new lead. */
const useBoardKeys = () => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
      const cards = [...document.querySelectorAll<HTMLAnchorElement>("[data-card]")]
      const at = cards.indexOf(document.activeElement as HTMLAnchorElement)
      if (event.key === "j") cards[Math.min(cards.length - 1, at + 1)]?.focus()
      if (event.key === "k") cards[Math.max(0, at - 1)]?.focus()
      if (event.key === "m" && at >= 0) {
        event.preventDefault()
        cards[at]?.closest("li")?.querySelector<HTMLButtonElement>("[data-move]")?.click()
      }
      if (event.key === "n") document.querySelector<HTMLAnchorElement>("[data-shortcut=n]")?.click()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
}
