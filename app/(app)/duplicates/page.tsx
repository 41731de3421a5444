import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { ReviewQueue } from "@/components/review/review-queue"
import { listQueue } from "@/lib/duplicates/queries"
import { requirePage } from "@/lib/web/session"
import { decideItemAction, mergeItemAction, undoMergeAction } from "./actions"

export const metadata: Metadata = { title: "Duplicates" }

export default async function DuplicatesPage() {
  const ctx = await requirePage("duplicates.review")
  const page = await listQueue(ctx, {})
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Duplicates" />
      <ReviewQueue items={page.data} decide={decideItemAction} merge={mergeItemAction} undo={undoMergeAction} />
    </div>
  )
}
