"use client"

import { useEffect, useState, useTransition } from "react"
import { toast } from "sonner"
import { isTyping } from "@/components/layout/keyboard-help"
import { leadTitle } from "@/components/lead/lead-name"
import { Button } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import { EmptyState, Kbd } from "@/components/ui/states"
import type { DuplicateView } from "@/lib/duplicates/duplicate-view"
import { ReviewPair } from "./review-pair"
import { REASONS } from "./reasons"

type Failure = { serverError?: { message: string } } | undefined
export type ReviewProps = {
  items: DuplicateView[]
  decide: (input: { itemId: string; decision: "distinct" | "later" | "shared" }) => Promise<Failure>
  merge: (input: { itemId: string; survivorId: string }) => Promise<({ data?: { mergeId: string } } & NonNullable<Failure>) | undefined>
  undo: (input: { mergeId: string }) => Promise<Failure>
}

/** One question at a time, one key an answer. */
export const ReviewQueue = ({ items, decide, merge, undo }: ReviewProps) => {
  const [at, setAt] = useState(0)
  const [lastMerge, setLastMerge] = useState<string | null>(null)
  const [isBusy, start] = useTransition()
  const item = items[Math.min(at, items.length - 1)]

  const answer = (kind: "merge" | "distinct" | "later" | "shared") => {
    if (!item || isBusy) return
    start(async () => {
      const survivor = item.leads[0]
      if (kind === "merge") {
        if (item.leads.length !== 2 || !survivor) return
        const outcome = await merge({ itemId: item.id, survivorId: survivor.id })
        if (outcome?.serverError) return void toast.error(outcome.serverError.message)
        setLastMerge(outcome?.data?.mergeId ?? null)
        toast.success("Merged. U takes it back.")
        return
      }
      const outcome = await decide({ itemId: item.id, decision: kind })
      if (outcome?.serverError) toast.error(outcome.serverError.message)
    })
  }
  const takeBack = () => {
    if (lastMerge === null || isBusy) return
    start(async () => {
      const outcome = await undo({ mergeId: lastMerge })
      if (outcome?.serverError) return void toast.error(outcome.serverError.message)
      setLastMerge(null)
      toast.success("Both leads stand again.")
    })
  }
  useReviewKeys({
    m: () => answer("merge"),
    d: () => answer("distinct"),
    l: () => answer("later"),
    s: () => answer("shared"),
    u: takeBack,
    j: () => setAt((now) => Math.min(items.length - 1, now + 1)),
    k: () => setAt((now) => Math.max(0, now - 1)),
  })

  if (!item) {
    return (
      <div className="p-4">
        <EmptyState title="No question waits" action={lastMerge ? <Button onClick={takeBack}>Undo the last merge</Button> : null}>
          When one event names two leads, or a number is used under another name, the question comes here.
        </EmptyState>
      </div>
    )
  }
  return (
    <div className="grid min-h-0 grow lg:grid-cols-[18rem_minmax(0,1fr)]">
      <ol aria-label="Questions" className="overflow-y-auto border-line max-lg:hidden lg:border-e" tabIndex={0}>
        {items.map((one, index) => (
          <li key={one.id}>
            <button
              type="button"
              aria-current={one.id === item.id}
              onClick={() => setAt(index)}
              className={cx(
                "grid w-full gap-0.5 border-b border-line px-4 py-2 text-start text-sm hover:bg-hover",
                one.id === item.id && "bg-hover",
              )}
            >
              <bdi dir="auto" className="truncate font-medium">
                {one.leads.map((lead) => leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] })).join(" · ")}
              </bdi>
              <span className="text-xs text-ink-3">{REASONS[one.reason] ?? one.reason}</span>
            </button>
          </li>
        ))}
      </ol>
      <div className="min-w-0 overflow-y-auto p-4">
        <ReviewPair item={item} />
        <div className="mt-4 flex flex-wrap items-center gap-2">
          {item.leads.length === 2 ? (
            <Button look="primary" disabled={isBusy} onClick={() => answer("merge")}>
              Same person <Kbd>M</Kbd>
            </Button>
          ) : null}
          <Button disabled={isBusy} onClick={() => answer("distinct")}>
            {item.kind === "pair" ? "Two people" : "Keep as it is"} <Kbd>D</Kbd>
          </Button>
          <Button disabled={isBusy} onClick={() => answer("shared")}>
            Shared line <Kbd>S</Kbd>
          </Button>
          <Button disabled={isBusy} onClick={() => answer("later")}>
            Later <Kbd>L</Kbd>
          </Button>
          <Button look="quiet" disabled={isBusy || lastMerge === null} onClick={takeBack}>
            Undo <Kbd>U</Kbd>
          </Button>
          <span className="ms-auto text-xs text-ink-3">
            {Math.min(at, items.length - 1) + 1} of {items.length}; <Kbd>J</Kbd> <Kbd>K</Kbd> next, previous
          </span>
        </div>
      </div>
    </div>
  )
}

const useReviewKeys = (keys: Record<string, () => void>) => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
      keys[event.key.toLowerCase()]?.()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  })
}
