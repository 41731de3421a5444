import Link from "next/link"
import { buttonClass } from "@/components/ui/button"
import { Tabs } from "@/components/ui/tabs"
import type { LoadItemView, LoadView } from "@/lib/sync/load/queries"
import { OUTCOME_WORDS } from "./first-load-words"

const LISTS = ["create", "adopt", "change", "bring", "question", "join", "skip", "failed"] as const

/** The first lines of each kind, so that a number can be checked. */
export function FirstLoadLists({ load, samples }: { load: LoadView; samples: Record<string, LoadItemView[]> }) {
  const lists = LISTS.filter((list) => load.tally[list] > 0)
  if (lists.length === 0) return null
  return (
    <div className="grid gap-2">
      <Tabs
        label="Lines of this load"
        tabs={lists.map((list) => ({
          id: list,
          label: OUTCOME_WORDS[list].label,
          count: load.tally[list],
          panel: <Lines list={list} items={samples[list] ?? []} of={load.tally[list]} />,
        }))}
      />
      <a href={`/api/crm-loads/${load.id}/lines`} download className={`${buttonClass("plain", "sm")} w-fit`}>
        Every line as CSV
      </a>
    </div>
  )
}

const Lines = ({ list, items, of }: { list: (typeof LISTS)[number]; items: readonly LoadItemView[]; of: number }) => (
  <div className="grid gap-2">
    <p className="text-xs text-ink-2">{OUTCOME_WORDS[list].hint}</p>
    <ul className="grid gap-1.5">
      {items.map((item) => (
        <Line key={item.id} item={item} />
      ))}
    </ul>
    {of > items.length ? (
      <p className="text-xs text-ink-3">and {(of - items.length).toLocaleString("en")} more, all of them in the file</p>
    ) : null}
  </div>
)

function Line({ item }: { item: LoadItemView }) {
  const name = <bdi>{item.name ?? (item.object === "deal" ? "A deal" : "No name")}</bdi>
  return (
    <li className="grid gap-0.5 border-b border-line pb-1.5 last:border-0">
      <span className="flex flex-wrap gap-x-2">
        {item.leadId ? (
          <Link href={`/leads/${item.leadId}`} className="text-accent underline">
            {name}
          </Link>
        ) : (
          name
        )}
        <span className="text-xs text-ink-3">
          {item.externalId ? `${item.object} ${item.externalId}` : null}
          {item.deal === "adopt" ? " · with its open deal" : item.deal === "make" && item.externalId ? " · with a new deal" : null}
        </span>
      </span>
      {item.reason ? <span className="text-xs text-ink-2">{item.reason}</span> : null}
      {item.changes.length > 0 ? (
        <ul className="grid gap-0.5 text-xs text-ink-2">
          {item.changes.slice(0, CHANGES_SHOWN).map(({ object, field, ours, theirs, to }) => (
            <li key={`${object} ${field}`}>
              {to === "there" ? "there" : "here"}: {field.replaceAll("_", " ")} <bdi>{(to === "there" ? theirs : ours) || "nothing"}</bdi> →{" "}
              <bdi className="text-ink">{(to === "there" ? ours : theirs) || "nothing"}</bdi>
            </li>
          ))}
          {item.changes.length > CHANGES_SHOWN ? <li className="text-ink-3">and {item.changes.length - CHANGES_SHOWN} more</li> : null}
        </ul>
      ) : null}
    </li>
  )
}

const CHANGES_SHOWN = 6
