import type { MoveLead } from "@/lib/pipeline/moves/move-lead"
import type { BoardColumn } from "@/lib/pipeline/board/board"

/** What a gate's dialog gives back: only what it asked for. */
export type GateAnswer = Partial<Pick<MoveLead, "reason" | "note" | "bookingReference" | "override" | "values" | "checklist">>

/** What a gate's dialog needs to know of the stages. */
export type StageBrief = Pick<BoardColumn, "id" | "name" | "requirements" | "checklist">
