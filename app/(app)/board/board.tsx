"use client"

import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { leadTitle } from "@/components/lead/lead-name"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardData } from "@/lib/pipeline/board/board"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import type { BoardLane } from "@/lib/pipeline/board/board-lanes"
import { findCard, withKnownActivity } from "./board-state"
import { BulkBar } from "./bulk-bar"
import { Column, LaneCell } from "./column"
import { GateDialog } from "@/components/stage-move/gate-dialog"
import { Lanes } from "./lanes"
import { trackMoves } from "./moves-in-flight"
import { useBoardKeys, useFocusFollows } from "./use-board-keys"
import { useCellActions } from "./use-cell-actions"
import { useFreshCards, useNow } from "./use-fresh-cards"
import { useMoves } from "./use-moves"
import { useSelection } from "./use-selection"
import type { BoardFilter } from "@/lib/core/filters/board"

export type BoardProps = {
  initial: BoardData
  filter: BoardFilter
  now: string
  reasons: string[]
  colleagues: { id: string; name: string }[]
  may: { move: boolean; override: boolean; assign: boolean }
}

export function Board({ initial, filter, now: serverNow, reasons, colleagues, may }: BoardProps) {
  const [board, setBoard] = useState(initial)
  useEffect(() => setBoard((current) => withKnownActivity(initial, current)), [initial])
  const now = useNow(serverNow)
  const [moves] = useState(trackMoves)
  const refresh = useFreshCards(filter, setBoard, moves)
  const nameOf = (id: string) => board.columns.find((column) => column.id === id)?.name ?? id
  const { gate, closeGate, openGate, moveCard } = useMoves(setBoard, refresh, nameOf, moves)
  const { selected, toggle, clear } = useSelection(board)
  const focusLater = useFocusFollows()
  const latestMove = useRef(moveCard)
  useEffect(() => {
    latestMove.current = moveCard
  })
  const onMove = useCallback((card: BoardCard, to: StageId) => void latestMove.current(card, to, "menu"), [])
  const itemLabels = useMemo(
    () => Object.fromEntries(board.columns.flatMap(({ checklist }) => checklist.map(({ id, label }) => [id, label]))),
    [board.columns],
  )
  const moveById = (cardId: string, to: string, via: "board" | "menu") => {
    const card = findCard(board, cardId)
    const column = board.columns.find(({ id }) => id === to)
    if (card && column && may.move) void moveCard(card, column.id, via)
  }
  useBoardKeys({
    order: board.columns.map(({ id }) => id),
    onMove: (cardId, to) => {
      focusLater(cardId)
      moveById(cardId, to, "board")
    },
    onSelect: toggle,
    onClear: clear,
  })
  const { loadMore, drop } = useCellActions({ board, filter, setBoard, refresh, moveById })
  const cellOf = (lane: BoardLane, at: number) => {
    const [cell, column] = [lane.cells[at], board.columns[at]]
    if (!cell || !column) return null
    const props = { cell, column, stages: board.columns, itemLabels, now, canMove: may.move, selected, onMove, onSelect: toggle }
    const View = lane.id === "all" ? Column : LaneCell
    return (
      <View
        key={column.id}
        {...props}
        onDrop={(cardId) => void drop(cardId, lane, column.id)}
        onMore={() => void loadMore(lane, column.id, cell.nextCursor)}
      />
    )
  }
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        role="region"
        aria-label="Pipeline"
        tabIndex={0}
        className={
          filter.lanes
            ? "min-h-0 grow overflow-auto outline-none focus-visible:ring-2 focus-visible:ring-accent focus-visible:ring-inset"
            : "flex min-h-0 grow snap-x scroll-px-3 gap-2 overflow-x-auto p-3 outline-none focus-visible:ring-2 focus-visible:ring-accent focus-visible:ring-inset"
        }
      >
        {filter.lanes ? (
          <Lanes board={board} cellOf={cellOf} />
        ) : (
          board.lanes.flatMap((lane) => lane.cells.map((_cell, at) => cellOf(lane, at)))
        )}
      </div>
      {selected.size > 0 ? (
        <BulkBar
          cards={[...selected].flatMap((id) => findCard(board, id) ?? [])}
          stages={board.columns}
          reasons={reasons}
          colleagues={colleagues}
          may={may}
          onDone={refresh}
          onClear={clear}
          onComplete={(card, to, missing) => openGate({ card, to, via: "menu", missing })}
        />
      ) : null}
      {gate ? (
        <GateDialog
          leadId={gate.card.id}
          leadName={leadTitle(gate.card)}
          from={gate.card.stageId}
          to={gate.to}
          stages={board.columns}
          reasons={reasons}
          missing={gate.missing}
          problem={gate.problem}
          canOverride={may.override}
          onClose={closeGate}
          onAnswer={(answer) => moveCard(gate.card, gate.to, gate.via, answer)}
        />
      ) : null}
    </div>
  )
}
