"use client"

import { StageDot } from "@/components/lead/stage-pill"
import { Button } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import type { BoardCard, BoardColumn } from "@/lib/pipeline/board"
import { Card } from "./card"
import { useColumnDrop } from "./use-card-drag"

type ColumnProps = {
  column: BoardColumn
  columns: readonly BoardColumn[]
  now: string
  canMove: boolean
  onMove: (card: BoardCard, to: BoardColumn["id"]) => void
  onDrop: (cardId: string) => void
  onMore: () => void
}

export const Column = ({ column, columns, now, canMove, onMove, onDrop, onMore }: ColumnProps) => {
  const { ref, isOver } = useColumnDrop(onDrop)
  return (
    <section
      ref={ref}
      aria-label={`${column.name}, ${column.total} leads`}
      data-stage={column.id}
      className={cx(
        "flex w-66 shrink-0 flex-col rounded-xl border bg-sunken transition-colors max-sm:w-[82vw]",
        isOver ? "border-accent" : "border-transparent",
      )}
    >
      <h2 title={column.definition} className="flex items-center gap-2 px-3 pt-2.5 pb-2 text-sm font-medium">
        <StageDot stage={column.id} />
        {column.name}
        <span data-total className="ms-auto text-xs font-normal text-ink-3">
          {column.total.toLocaleString("en")}
        </span>
      </h2>
      <ul
        aria-label={`Leads in ${column.name}`}
        className="grid min-h-16 grid-cols-[minmax(0,1fr)] content-start gap-1.5 overflow-y-auto px-1.5 pb-1.5"
      >
        {column.cards.map((card) => (
          <Card key={card.id} card={card} columns={columns} now={now} canMove={canMove} onMove={(to) => onMove(card, to)} />
        ))}
        {column.cards.length === 0 ? <li className="px-2 py-6 text-center text-xs text-ink-3">Nobody here</li> : null}
        {column.nextCursor === null ? null : (
          <li>
            <Button look="quiet" size="sm" className="w-full" onClick={onMore}>
              Show more
            </Button>
          </li>
        )}
      </ul>
    </section>
  )
}
