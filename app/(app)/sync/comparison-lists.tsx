import Link from "next/link"
import { ActButton, type ActButtonProps } from "@/components/sync/act-button"
import { Tabs } from "@/components/ui/tabs"
import type { RepairList } from "@/lib/sync/queue/job-names"

type Act = ActButtonProps["act"]

export type ComparisonLine = {
  id: string
  leadId: string | null
  name: string
  /** What differs, or the record that is meant. */
  said: string
  repair: Act | null
}
export type ComparisonList = {
  id: RepairList | "equal"
  label: string
  hint: string
  count: number
  lines: readonly ComparisonLine[]
  repair: Act | null
}

/** The four lists of a comparison, each to look at and to set right as a whole or line by line. */
export const ComparisonLists = ({ lists }: { lists: readonly ComparisonList[] }) => (
  <Tabs
    label="What the comparison found"
    tabs={lists.map((list) => ({ id: list.id, label: list.label, count: list.count, panel: <OneList list={list} /> }))}
  />
)

const OneList = ({ list: { hint, count, lines, repair } }: { list: ComparisonList }) => (
  <div className="grid gap-2 text-sm">
    <div className="flex items-start justify-between gap-3">
      <p className="text-xs text-ink-2">{hint}</p>
      {repair && count > 0 ? <ActButton act={repair}>Repair all {count.toLocaleString("en")}</ActButton> : null}
    </div>
    {lines.length === 0 ? <p className="text-ink-2">Nothing in this list.</p> : null}
    <ul className="grid gap-1">
      {lines.map((line) => (
        <li key={line.id} className="flex items-center justify-between gap-3 border-b border-line pb-1 last:border-0">
          <span className="min-w-0">
            {line.leadId ? (
              <Link href={`/leads/${line.leadId}`} className="text-accent underline">
                <bdi>{line.name}</bdi>
              </Link>
            ) : (
              <bdi>{line.name}</bdi>
            )}
            <span className="block truncate text-xs text-ink-2" dir="auto">
              {line.said}
            </span>
          </span>
          {line.repair ? <ActButton act={line.repair}>Repair</ActButton> : null}
        </li>
      ))}
    </ul>
    {count > lines.length && lines.length > 0 ? (
      <p className="text-xs text-ink-3">and {(count - lines.length).toLocaleString("en")} more</p>
    ) : null}
  </div>
)
