"use client"

import { useRouter } from "next/navigation"
import { useRef } from "react"
import { useLive } from "@/components/layout/live"
import { Button } from "@/components/ui/button"
import { EmptyState, Kbd, Skeleton } from "@/components/ui/states"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { QueueList } from "./queue-list"
import { ReviewItem } from "./review-item"
import { useReview, useReviewKeys } from "./use-review"

type ReviewQueueProps = { items: DuplicateView[]; initialId: string | null; hasMore: boolean; isFiltered: boolean }

/** Reading the queue again for every touch of every lead would be busy for nothing. */
const REFRESH_MS = 15_000

/** One question at a time, one key an answer. */
export function ReviewQueue({ items, initialId, hasMore, isFiltered }: ReviewQueueProps) {
  const review = useReview(items, initialId)
  useFreshQueue(items)
  useReviewKeys({
    m: review.merge,
    x: review.split,
    d: () => review.decide("distinct"),
    l: () => review.decide("later"),
    s: () => review.decide("shared"),
    u: review.undo,
    w: review.swap,
    j: review.next,
    k: review.previous,
  })
  if (review.currentId === null) {
    return (
      <div className="p-4">
        <EmptyState
          title={isFiltered ? "No such question waits" : "No question waits"}
          action={
            review.canUndo ? (
              <Button onClick={review.undo}>
                Undo the last answer <Kbd>U</Kbd>
              </Button>
            ) : null
          }
        >
          {isFiltered
            ? "Take a filter off to see the others."
            : "When one event names two leads, two leads look alike, or a number is used under another name, the question comes here."}
        </EmptyState>
      </div>
    )
  }
  return (
    <div className="grid min-h-0 grow lg:grid-cols-[18rem_minmax(0,1fr)]">
      <QueueList items={review.waiting} currentId={review.currentId} hasMore={hasMore} onSelect={review.select} />
      <div className="min-w-0 overflow-y-auto" role="region" aria-label="Question" aria-busy={review.detail === null}>
        {review.detail ? (
          <ReviewItem key={review.detail.item.id} detail={review.detail} review={review} />
        ) : (
          <div className="grid gap-3 p-4">{review.error ? <p role="alert">{review.error}</p> : <Placeholder />}</div>
        )}
      </div>
    </div>
  )
}

const Placeholder = () => (
  <>
    <span className="sr-only">Reading the question …</span>
    <Skeleton className="h-6 w-72" />
    <Skeleton className="h-52" />
    <Skeleton className="h-40" />
  </>
)

/** What colleagues answered leaves the list, and what is new enters it. */
function useFreshQueue(items: readonly DuplicateView[]) {
  const router = useRouter()
  const readAt = useRef(0)
  useLive(({ ids }) => {
    const isOurs = ids === "many" || items.some((item) => item.leads.some((lead) => ids.includes(lead.id)))
    if (!isOurs && Date.now() - readAt.current < REFRESH_MS) return
    readAt.current = Date.now()
    router.refresh()
  })
}
