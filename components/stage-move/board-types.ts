import type { StageId } from "@/lib/core/lead-states"
import type { BoardFilter } from "@/lib/pipeline/board/board-filter"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import type { BoardColumn, ColumnSums } from "@/lib/pipeline/board/board"
import type { MoveLead } from "@/lib/pipeline/moves/move-lead"

/** What an action answers with; a refused one says why in words. */
export type Answer<T> = Promise<{ data?: T; serverError?: { message: string } } | undefined>

/** What a gate's dialog gives back: only what it asked for. */
export type GateAnswer = Partial<Pick<MoveLead, "reason" | "note" | "bookingReference" | "override" | "values" | "checklist">>

type MoveInput = { leadId: string; to: StageId; from?: StageId; via: "board" | "menu" } & GateAnswer
export type Refusal =
  | { ok: false; reason: "gate"; fields: string[] }
  | { ok: false; reason: "moved_elsewhere"; stageId: string; by: string | null; at: string }
type MoveResult = { ok: true } | Refusal
export type MoveAction = (input: MoveInput) => Answer<MoveResult>

type BulkOutcome = { leadId: string; outcome: MoveResult | { ok: false; reason: "refused"; message: string } }

/** What each column holds; one without a lead is left out. */
export type CountedColumns = Partial<Record<StageId, ColumnSums & Pick<BoardColumn, "activity">>>

export type BoardActions = {
  move: MoveAction
  moveMany: (input: { leads: { leadId: string; from?: StageId }[]; to: StageId } & GateAnswer) => Answer<BulkOutcome[]>
  assignMany: (input: { leadIds: string[]; ownerId: string | null }) => Answer<{ leadId: string; refused: string | null }[]>
  loadColumn: (input: {
    stageId: StageId
    filter: BoardFilter
    cursor: string
  }) => Answer<{ cards: BoardCard[]; nextCursor: string | null }>
  readCards: (input: { ids: string[]; filter: BoardFilter }) => Answer<BoardCard[]>
  countColumns: (input: { filter: BoardFilter }) => Answer<CountedColumns>
}

/** What a gate's dialog needs to know of the stages. */
export type StageBrief = Pick<BoardColumn, "id" | "name" | "requirements" | "checklist">
