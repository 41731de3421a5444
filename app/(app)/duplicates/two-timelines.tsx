"use client"

import { useState } from "react"
import { ChannelIcon } from "@/components/lead/channel-icon"
import { leadTitle } from "@/components/lead/lead-name"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import { Clock } from "@/components/ui/time"
import type { ReviewDetail, ReviewSide } from "@/lib/duplicates/review/open-item"
import type { LeadTouchpoint } from "@/lib/leads/lead-views"
import { readTouchesAction } from "./actions"

/** What was said and done with each of the two, newest first. */
export const TwoTimelines = ({ detail }: { detail: ReviewDetail }) => (
  <div className={cx("grid gap-3", detail.sides.length > 1 && "sm:grid-cols-2")}>
    {detail.sides.map((side) => {
      const lead = detail.item.leads.find(({ id }) => id === side.leadId)
      const title = lead ? leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] }) : ""
      return <OneTimeline key={side.leadId} side={side} title={title} />
    })}
  </div>
)

function OneTimeline({ side, title }: { side: ReviewSide; title: string }) {
  const [older, setOlder] = useState<LeadTouchpoint[]>([])
  const [hasMore, setHasMore] = useState(side.hasMoreTouches)
  const read = useServerAction(readTouchesAction, {
    onSuccess: (page) => {
      setOlder((shown) => [...shown, ...page.data])
      setHasMore(page.hasMore)
    },
  })
  const touches = [...side.touches, ...older]
  const last = touches.at(-1)
  const load = () => last && read.execute({ leadId: side.leadId, before: { occurredAt: last.occurredAt, id: last.id }, limit: 20 })
  return (
    <section aria-label={`Timeline of ${title}`} className="min-w-0">
      <h3 className="mb-1 truncate text-xs font-medium text-ink-3">
        Timeline of <bdi dir="auto">{title}</bdi>
      </h3>
      <ol className="grid gap-1">
        {touches.map((touch) => (
          <TouchLine key={touch.id} touch={touch} />
        ))}
      </ol>
      {hasMore ? (
        <Button size="sm" look="quiet" isBusy={read.isPending} onClick={load}>
          Show older
        </Button>
      ) : null}
    </section>
  )
}

type Line = Pick<LeadTouchpoint, "channel" | "kind" | "direction" | "occurredAt" | "text">

/** One touch in one line. */
const TouchLine = ({ touch }: { touch: Line }) => (
  <li className="flex min-w-0 items-baseline gap-2 text-sm">
    <span className="shrink-0 self-center text-ink-3">
      <ChannelIcon channel={touch.channel} />
    </span>
    <span className="min-w-0 grow truncate" title={touch.text ?? undefined}>
      {touch.direction === "outbound" ? <span className="text-ink-3">We: </span> : null}
      {touch.text ? <bdi dir="auto">{touch.text}</bdi> : <span className="text-ink-2">{touch.kind.replaceAll("_", " ")}</span>}
    </span>
    <span className="shrink-0 text-xs text-ink-3">
      <Clock iso={touch.occurredAt} />
    </span>
  </li>
)
