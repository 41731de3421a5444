"use client"

import { UndoButton } from "@/components/review/undo-button"
import type { ReviewActions } from "@/components/review/use-review"

export type MergeUndoActions = Pick<ReviewActions, "undoMerge" | "undoSplit">

export const MergeUndo = ({ kind, id, actions }: { kind: "merge" | "split"; id: string; actions: MergeUndoActions }) =>
  kind === "merge" ? (
    <UndoButton label="Undo" done="Both leads stand again." undo={() => actions.undoMerge({ mergeId: id })} />
  ) : (
    <UndoButton label="Undo" done="One lead again." undo={() => actions.undoSplit({ splitId: id })} />
  )
