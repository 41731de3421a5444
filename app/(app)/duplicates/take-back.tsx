import { UndoButton } from "@/components/review/undo-button"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { reopenItemAction, undoMergeAction, undoSplitAction } from "./actions"

/** The undo that fits the answer, if there is one. */
export function TakeBack({ item: { id, status, mergeId, splitId } }: { item: DuplicateView }) {
  if (mergeId) return <UndoButton label="Undo" done="Merge undone." undo={undoMergeAction} input={{ mergeId }} />
  if (splitId) return <UndoButton label="Undo" done="Split undone." undo={undoSplitAction} input={{ splitId }} />
  if (status !== "distinct") return null
  return <UndoButton label="Ask again" done="Question reopened." undo={reopenItemAction} input={{ itemId: id }} />
}
