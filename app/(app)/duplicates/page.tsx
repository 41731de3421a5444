import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { ReviewQueue } from "@/components/review/review-queue"
import { countPending, listDuplicates } from "@/lib/duplicates/queries"
import { requirePage } from "@/lib/web/session"
import { decideItemAction, mergeItemAction, undoMergeAction } from "./actions"

export const metadata: Metadata = { title: "Duplicates" }

export default async function DuplicatesPage() {
  const ctx = await requirePage("duplicates.review")
  const [page, pending] = await Promise.all([listDuplicates(ctx, { status: "pending", limit: 50 }), countPending(ctx)])
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Duplicates" count={`${pending.toLocaleString("en")} questions wait`} />
      <ReviewQueue items={page.data} decide={decideItemAction} merge={mergeItemAction} undo={undoMergeAction} />
    </div>
  )
}
