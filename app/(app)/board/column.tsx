"use client"

import { StageDot } from "@/components/lead/stage-pill"
import { Button } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import type { BoardColumn } from "@/lib/pipeline/board/board"
import type { BoardCell } from "@/lib/pipeline/board/board-lanes"
import { Card, type CardProps } from "./card"
import { formatAed, formatAedShort } from "./money"
import { useColumnDrop } from "./use-card-drag"

type CellProps = Omit<CardProps, "card" | "isSelected"> & {
  cell: BoardCell
  selected: ReadonlySet<string>
  onDrop: (cardId: string) => void
  onMore: () => void
}

/** A column of the board: its head, and its cards. */
export function Column({ column, ...cell }: CellProps & { column: BoardColumn }) {
  const { ref, isOver } = useColumnDrop(cell.onDrop)
  return (
    <section
      ref={ref}
      aria-label={`${column.name}, ${column.total === 1 ? "1 lead" : `${column.total} leads`}`}
      data-stage={column.id}
      className={cx(
        "flex w-66 shrink-0 snap-start flex-col rounded-xl border bg-sunken transition-colors max-sm:w-[82vw]",
        isOver ? "border-accent" : "border-transparent",
      )}
    >
      <ColumnHead column={column} />
      <CellList {...cell} name={column.name} className="min-h-16 overflow-y-auto" />
    </section>
  )
}

/** The crossing of a lane and a column. */
export function LaneCell({ column, ...cell }: CellProps & { column: BoardColumn }) {
  const { ref, isOver } = useColumnDrop(cell.onDrop)
  return (
    <section
      ref={ref}
      aria-label={`${column.name}, ${cell.cell.total === 1 ? "1 lead" : `${cell.cell.total} leads`}`}
      data-stage={column.id}
      className={cx(
        "flex w-66 shrink-0 flex-col rounded-xl border bg-sunken pt-1.5 max-sm:w-[82vw]",
        isOver ? "border-accent" : "border-transparent",
      )}
    >
      <CellList {...cell} name={column.name} className="min-h-8" />
    </section>
  )
}

const CellList = ({
  cell,
  selected,
  onMore,
  onDrop: _onDrop,
  name,
  className,
  ...rest
}: CellProps & { name: string; className: string }) => (
  <ul aria-label={`Leads in ${name}`} className={cx("grid grid-cols-[minmax(0,1fr)] content-start gap-1.5 px-1.5 pb-1.5", className)}>
    {cell.cards.map((card) => (
      <Card key={card.id} card={card} isSelected={selected.has(card.id)} {...rest} />
    ))}
    {cell.cards.length === 0 ? <li className="px-2 py-4 text-center text-xs text-ink-3">No leads</li> : null}
    {cell.nextCursor === null ? null : (
      <li>
        <Button look="quiet" size="sm" className="w-full" onClick={onMore}>
          Show more <span className="text-ink-3">({(cell.total - cell.cards.length).toLocaleString("en")} left)</span>
        </Button>
      </li>
    )}
  </ul>
)

/** Name, how many, what they are worth, and how well they are looked after. */
export const ColumnHead = ({ column }: { column: BoardColumn }) => (
  <div className="grid gap-1 px-3 pt-2.5 pb-2">
    <div className="flex items-center gap-2">
      <h2 title={column.definition} className="flex min-w-0 items-center gap-2 text-sm font-medium">
        <StageDot stage={column.id} />
        <span className="truncate">{column.name}</span>
      </h2>
      <span data-total className="text-xs text-ink-3">
        {column.total.toLocaleString("en")}
      </span>
      {column.outcome === "lost" || column.valueMinor === 0 ? null : (
        <span className="ms-auto text-xs text-ink-2" title={`${formatAed(column.valueMinor)} in all`}>
          {formatAedShort(column.valueMinor)}
        </span>
      )}
    </div>
    {column.outcome === "open" ? <ActivityBar column={column} /> : <span className="h-1" />}
  </div>
)

const PARTS = [
  { key: "overdue", label: "overdue", look: "bg-danger" },
  { key: "today", label: "due today", look: "bg-accent" },
  { key: "planned", label: "planned", look: "bg-ok" },
  { key: "none", label: "nothing planned", look: "bg-line-strong/50" },
] as const

/** Shares of the column by what is planned with its leads; the words say what the colours do. */
function ActivityBar({ column: { activity, total } }: { column: BoardColumn }) {
  if (activity === null) return <span className="h-1 rounded-full bg-hover" />
  const said = PARTS.map(({ key, label }) => `${activity[key].toLocaleString("en")} ${label}`).join(", ")
  return (
    <div role="img" aria-label={said} title={said} className="flex h-1 gap-px overflow-hidden rounded-full bg-hover">
      {total === 0
        ? null
        : PARTS.filter(({ key }) => activity[key] > 0).map(({ key, look }) => (
            <span key={key} className={cx("min-w-1", look)} style={{ flexGrow: activity[key] }} />
          ))}
    </div>
  )
}
