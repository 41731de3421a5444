import { leadTitle } from "@/components/lead/lead-name"
import { Badge } from "@/components/ui/badge"
import { cx } from "@/components/ui/class-names"
import { clustersOf } from "@/lib/core/review/clusters"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { reasonText } from "@/components/review/reasons"
import { percent } from "@/components/review/waterfall"

type QueueListProps = { items: readonly DuplicateView[]; currentId: string; hasMore: boolean; onSelect: (id: string) => void }

/** The leads by name; of a split, the lead and the name that contradicts. */
function namesOf({ kind, about, evidence }: Pick<DuplicateView, "kind" | "about" | "evidence">): string[] {
  const other = kind === "split" ? evidence.find(({ feature, right }) => feature === "name" && right)?.right : null
  return [...about.map(leadTitle), ...(other ? [other] : [])]
}

export const itemTitle = (item: Pick<DuplicateView, "kind" | "about" | "evidence">): string => namesOf(item).join(" · ")

/** What waits, in the order of the queue. */
export function QueueList({ items, currentId, hasMore, onSelect }: QueueListProps) {
  const sizes = clusterSizes(items)
  return (
    <ol aria-label="Questions" className="overflow-y-auto border-line max-lg:hidden lg:border-e" tabIndex={0}>
      {items.map((item) => {
        const isCurrent = item.id === currentId
        return (
          <li key={item.id}>
            <button
              ref={isCurrent ? intoSight : undefined}
              type="button"
              aria-current={isCurrent}
              onClick={() => onSelect(item.id)}
              className={cx(
                "grid w-full grid-cols-[minmax(0,1fr)] gap-0.5 border-b border-line px-4 py-2 text-start text-sm hover:bg-hover focus-visible:-outline-offset-2",
                isCurrent && "bg-hover",
              )}
            >
              <span className="flex min-w-0 gap-1 font-medium">
                {namesOf(item).map((name, at) => (
                  <span key={`${at}:${name}`} className="flex min-w-0 gap-1">
                    {at > 0 ? <span className="text-ink-3"> · </span> : null}
                    <bdi dir="auto" title={name} className="truncate">
                      {name}
                    </bdi>
                  </span>
                ))}
              </span>
              <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
                <span className="min-w-0 grow truncate" title={reasonText(item.reason)}>
                  {reasonText(item.reason)}
                </span>
                {item.snoozedUntil ? <Badge>later</Badge> : null}
                {(sizes.get(item.id) ?? 1) > 1 ? <Badge title="Questions that hang together">{sizes.get(item.id)}</Badge> : null}
                <span className="shrink-0 text-ink-2 tabular-nums">{percent(item.probability)}</span>
              </span>
            </button>
          </li>
        )
      })}
      {hasMore ? <li className="px-4 py-2 text-xs text-ink-3">More follow as these are answered.</li> : null}
    </ol>
  )
}

const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: "nearest" })

/** How many of the listed questions hang together with each. */
function clusterSizes(items: readonly DuplicateView[]): Map<string, number> {
  const clusters = clustersOf(items.map((item) => ({ id: item.id, leads: item.leads.map(({ id }) => id) })))
  return new Map(clusters.flatMap(({ items: own }) => own.map(({ id }) => [id, own.length] as const)))
}
