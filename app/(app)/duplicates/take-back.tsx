"use client"

import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { UndoButton } from "@/components/review/undo-button"
import type { ReviewActions } from "@/components/review/use-review"

export type TakeBackActions = Pick<ReviewActions, "undoMerge" | "undoSplit" | "reopen">

/** The undo that fits the answer, if there is one. */
export function TakeBack({ item, actions }: { item: DuplicateView; actions: TakeBackActions }) {
  const { mergeId, splitId } = item
  if (mergeId) return <UndoButton label="Undo" done="Both leads stand again." undo={() => actions.undoMerge({ mergeId })} />
  if (splitId) return <UndoButton label="Undo" done="One lead again." undo={() => actions.undoSplit({ splitId })} />
  if (item.status !== "distinct") return null
  return (
    <UndoButton
      label="Ask again"
      done="The question stands again."
      undo={async () => {
        const outcome = await actions.reopen({ itemId: item.id })
        return outcome?.serverError ? { serverError: outcome.serverError } : undefined
      }}
    />
  )
}
