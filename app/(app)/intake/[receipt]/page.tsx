import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { EVENT_TONES } from "@/app/(app)/intake/event-tones"
import { ReplayButton } from "@/app/(app)/intake/replay-button"
import { PageHeader } from "@/components/layout/page-header"
import { channelLabel } from "@/components/lead/channel-icon"
import { Badge } from "@/components/ui/badge"
import { LinkButton } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import { AppError } from "@/lib/platform/errors"
import { getEventBody } from "@/lib/intake/deliveries/queries"
import { can } from "@/lib/platform/permissions"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Event" }

export default async function EventPage({ params }: PageProps<"/intake/[receipt]">) {
  const ctx = await requirePage("intake.read")
  const { receipt } = await params
  const event = await getEventBody(ctx, { receipt }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  const isReplayable = can(ctx.actor, "intake.replay") && (event.state === "dead" || event.state === "ignored")
  return (
    <>
      <PageHeader
        title={`${channelLabel(event.channel)} event`}
        action={
          <>
            {can(ctx.actor, "sync.read") ? (
              <LinkButton size="sm" href={`/sync/trace/${event.id}`}>
                Trace it
              </LinkButton>
            ) : null}
            {isReplayable ? <ReplayButton receipt={event.id} /> : null}
          </>
        }
      >
        <Badge tone={EVENT_TONES[event.state]}>{event.state}</Badge>
      </PageHeader>
      <div className="grid max-w-4xl gap-4 p-4 text-sm">
        {event.reason && event.state !== "done" ? <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">{event.reason}</p> : null}
        {event.notes.length > 0 ? (
          <ul aria-label="How it was read" className="grid gap-1 rounded-lg bg-warn-soft px-3 py-2 text-warn">
            {event.notes.map((note) => (
              <li key={note} dir="auto" className="break-words">
                {note}
              </li>
            ))}
          </ul>
        ) : null}
        <dl className="grid grid-cols-[8rem_1fr] gap-y-1.5">
          <dt className="text-ink-3">Receipt</dt>
          <dd className="font-mono text-xs break-all">{event.id}</dd>
          <dt className="text-ink-3">Received</dt>
          <dd>
            <Clock iso={event.receivedAt} />
          </dd>
          <dt className="text-ink-3">Tries</dt>
          <dd>{event.attempts}</dd>
          <dt className="text-ink-3">Leads</dt>
          <dd className="flex flex-wrap gap-x-3 gap-y-1">
            {event.leadIds.length === 0 ? <span className="text-ink-2">None came of it</span> : null}
            {event.leadIds.map((id, at) => (
              <Link key={id} href={`/leads/${id}`} className="text-accent underline">
                {event.leadIds.length === 1 ? "Open lead" : `Open lead ${at + 1}`}
              </Link>
            ))}
          </dd>
        </dl>
        <section>
          <h2 className="mb-1 text-xs font-medium text-ink-3">Body as it came ({event.bytes.toLocaleString("en")} bytes)</h2>
          <pre
            dir="ltr"
            tabIndex={0}
            className="max-h-[60vh] overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap"
          >
            {event.body}
          </pre>
        </section>
      </div>
    </>
  )
}
