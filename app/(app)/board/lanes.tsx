"use client"

import { OwnerChip } from "@/components/lead/owner-chip"
import type { BoardData } from "@/lib/pipeline/board/board"
import type { BoardLane } from "@/lib/pipeline/board/board-lanes"
import type { ReactNode } from "react"
import { ColumnHead } from "./column"

/** One lane an owner under one row of heads, which stays in sight. */
export const Lanes = ({ board, cellOf }: { board: BoardData; cellOf: (lane: BoardLane, at: number) => ReactNode }) => (
  <div className="w-max min-w-full">
    <div className="sticky top-0 z-20 flex gap-2 bg-surface px-3 pt-2">
      {board.columns.map((column) => (
        <div key={column.id} className="w-66 shrink-0 rounded-t-xl bg-sunken max-sm:w-[82vw]">
          <ColumnHead column={column} />
        </div>
      ))}
    </div>
    {board.lanes.map((lane) => (
      <section key={lane.id} aria-label={lane.owner?.name ?? "Unassigned leads"} className="pb-3">
        <h3 className="sticky start-0 flex w-fit items-center gap-2 px-4 py-2 text-sm font-medium">
          {lane.owner ? <OwnerChip owner={lane.owner} /> : "Unassigned"}
          <span className="text-xs font-normal text-ink-3">
            {lane.cells.reduce((sum, { total }) => sum + total, 0).toLocaleString("en")}
          </span>
        </h3>
        <div className="flex gap-2 px-3">{lane.cells.map((_cell, at) => cellOf(lane, at))}</div>
      </section>
    ))}
    {board.lanes.length === 0 ? <p className="px-4 py-10 text-sm text-ink-3">No lead fits the filters.</p> : null}
  </div>
)
