import { UndoButton } from "@/components/review/undo-button"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { reopenItemAction, undoMergeAction, undoSplitAction } from "./actions"

/** The undo that fits the answer, if there is one. */
export function TakeBack({ item: { id, status, mergeId, splitId } }: { item: DuplicateView }) {
  if (mergeId) return <UndoButton label="Undo" done="Both leads stand again." undo={undoMergeAction.bind(null, { mergeId })} />
  if (splitId) return <UndoButton label="Undo" done="One lead again." undo={undoSplitAction.bind(null, { splitId })} />
  if (status !== "distinct") return null
  return <UndoButton label="Ask again" done="The question stands again." undo={reopenItemAction.bind(null, { itemId: id })} />
}
