import Link from "next/link"
import { EmptyState } from "@/components/ui/states"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { itemTitle } from "./queue-list"
import { DECISION_TEXT, reasonText } from "@/components/review/reasons"
import { TakeBack } from "./take-back"
import { percent } from "@/components/review/waterfall"

/** Who answered what, newest first; each answer can be taken back. */
export function DecidedList({ items }: { items: DuplicateView[] }) {
  if (items.length === 0) return <EmptyState title="Nothing was answered yet">Every answer is kept here, and can be taken back.</EmptyState>
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-raised text-sm">
      {items.map((item) => (
        <li key={item.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
          <Badge tone={item.status === "merged" ? "ok" : "neutral"}>{item.decision ? DECISION_TEXT[item.decision] : item.status}</Badge>
          <span className="min-w-0 grow basis-64">
            <Link href={`/duplicates?item=${item.id}`} className="block truncate font-medium hover:underline">
              <bdi dir="auto">{itemTitle(item)}</bdi>
            </Link>
            <span className="text-xs text-ink-3">
              {reasonText(item.reason)} · {percent(item.probability)}
            </span>
          </span>
          <span className="text-xs text-ink-3">
            {item.decidedBy ?? "API"}, {item.decidedAt ? <Clock iso={item.decidedAt} /> : null}
          </span>
          <TakeBack item={item} />
        </li>
      ))}
    </ul>
  )
}
