"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { listSafestAction, mergeSafestAction } from "./actions"
import { itemTitle } from "./queue-list"
import { reasonText } from "@/components/review/reasons"
import { percent } from "@/components/review/waterfall"

/** The pairs that are as good as certain, listed first and merged together, each to be undone for itself. */
export function BulkDialog({ count }: { count: number }) {
  const [pairs, setPairs] = useState<DuplicateView[] | null>(null)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const list = useServerAction(listSafestAction, {
    onSuccess: (found) => {
      setPairs(found)
      setLeft(new Set())
    },
  })
  const merge = useServerAction(mergeSafestAction, {
    onSuccess: (outcomes) => {
      const merged = outcomes.filter((one) => "mergeId" in one).length
      const refused = outcomes.length - merged
      toast.success(`${merged} merged${refused > 0 ? `, ${refused} left alone` : ""}. Each can be undone under Decided.`)
      setPairs(null)
    },
  })
  const chosen = (pairs ?? []).filter(({ id }) => !left.has(id))
  const toggle = (id: string) => {
    const next = new Set(left)
    if (!next.delete(id)) next.add(id)
    setLeft(next)
  }
  return (
    <>
      {count > 0 ? (
        <Button isBusy={list.isPending} onClick={() => list.execute()}>
          {count === 1 ? "Merge 1 pair ≥ 99 % …" : `Merge ${count} pairs ≥ 99 % …`}
        </Button>
      ) : null}
      <Dialog
        title="Merge the safest pairs"
        description="Certain to 99 % or more, and part of no other question. Each is a merge of its own and can be undone alone."
        open={pairs !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setPairs(null))}
        size="wide"
      >
        {pairs?.length === 0 ? <p className="text-sm text-ink-2">No pair is that certain now.</p> : null}
        <ul className="max-h-[50vh] divide-y divide-line overflow-y-auto text-sm">
          {pairs?.map((pair) => (
            <li key={pair.id}>
              <label className="flex cursor-pointer items-center gap-2 px-1 py-1.5 hover:bg-hover">
                <input type="checkbox" className="accent-accent" checked={!left.has(pair.id)} onChange={() => toggle(pair.id)} />
                <bdi dir="auto" className="min-w-0 grow truncate">
                  {itemTitle(pair)}
                </bdi>
                <span className="shrink-0 text-xs text-ink-3 max-sm:hidden">{reasonText(pair.reason)}</span>
                <span className="shrink-0 text-xs tabular-nums">{percent(pair.probability)}</span>
              </label>
            </li>
          ))}
        </ul>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setPairs(null)}>Cancel</Button>
          <Button
            look="primary"
            disabled={chosen.length === 0}
            isBusy={merge.isPending}
            onClick={() => merge.execute({ itemIds: chosen.map(({ id }) => id) })}
          >
            {chosen.length === 1 ? "Merge 1 pair" : `Merge ${chosen.length} pairs`}
          </Button>
        </div>
      </Dialog>
    </>
  )
}
