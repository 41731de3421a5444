import type { Metadata } from "next"
import Link from "next/link"
import { EventFilters } from "./event-filters"
import { EVENT_TONES } from "./event-tones"
import { DeadReasons } from "./dead-reasons"
import { ReplayButton } from "./replay-button"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { ChannelIcon, channelLabel } from "@/components/lead/channel-icon"
import { ActiveFilterChips } from "@/components/layout/active-filter-chips"
import { Pager, pagesOf } from "@/components/table/pager"
import { Badge } from "@/components/ui/badge"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { intakeAddress } from "@/lib/core/filters/intake"
import { formatPeriod } from "@/lib/core/metrics/format"
import { countEventStates, listDeadReasons, listEvents } from "@/lib/intake/deliveries/queries"
import { can } from "@/lib/platform/permissions"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Intake" }

export default async function IntakePage({ searchParams }: PageProps<"/intake">) {
  const ctx = await requirePage("intake.read")
  const given = await searchParams
  const search = intakeAddress.read(given)
  const [page, counts, reasons] = await Promise.all([
    listEvents(ctx, search),
    countEventStates(ctx),
    search.state === "dead" ? listDeadReasons(ctx) : [],
  ])
  const canReplay = can(ctx.actor, "intake.replay")
  const mayTrace = can(ctx.actor, "sync.read")
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Intake" count={`${counts.received} waiting · ${counts.dead} dead`}>
        <Link href="/intake/quarantine" className="text-accent underline">
          {counts.quarantined} held as spam
        </Link>
        <EventFilters />
        <ActiveFilterChips filters={activeFiltersOf(search)} />
      </PageHeader>
      <IgnoredFilters keys={intakeAddress.ignored(given)} />
      {reasons.length > 0 ? <DeadReasons reasons={reasons} canReplay={canReplay} /> : null}
      {page.data.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No event here">
            Every authentic webhook is kept before anything else happens to it, and shows up in this list with what became of it.
          </EmptyState>
        </div>
      ) : (
        <div className="min-h-0 grow overflow-auto" tabIndex={0} role="region" aria-label="Events">
          <table className="w-full border-separate border-spacing-0 text-sm">
            <thead className="sticky top-0 bg-surface text-xs text-ink-3">
              <tr>
                {["Received", "Channel", "State", "Reason", "Lead", "Tries", ""].map((title) => (
                  <th key={title} scope="col" className="border-b border-line px-3 py-2 text-start font-medium first:ps-4">
                    {title === "" ? <span className="sr-only">Actions</span> : title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.data.map((event) => (
                <tr key={event.id} className="hover:bg-hover">
                  <td className="h-9 border-b border-line px-3 ps-4 whitespace-nowrap">
                    <Link href={`/intake/${event.id}`} className="hover:underline">
                      <Clock iso={event.receivedAt} />
                    </Link>
                  </td>
                  <td className="border-b border-line px-3 whitespace-nowrap">
                    <span className="inline-flex items-center gap-2">
                      <span aria-hidden>
                        <ChannelIcon channel={event.channel} />
                      </span>
                      {channelLabel(event.channel)}
                    </span>
                  </td>
                  <td className="border-b border-line px-3">
                    <Badge tone={EVENT_TONES[event.state]}>{event.state}</Badge>
                  </td>
                  <td className="max-w-md truncate border-b border-line px-3 text-ink-2" title={event.reason ?? undefined}>
                    {event.reason}
                  </td>
                  <td className="border-b border-line px-3 whitespace-nowrap">
                    {event.leadIds.length > 1 ? (
                      <Link href={`/intake/${event.id}`} className="text-accent underline">
                        {event.leadIds.length} leads
                      </Link>
                    ) : (
                      event.leadIds.map((id) => (
                        <Link key={id} href={`/leads/${id}`} className="text-accent underline">
                          Open
                        </Link>
                      ))
                    )}
                  </td>
                  <td className="border-b border-line px-3 text-ink-3">{event.attempts}</td>
                  <td className="border-b border-line px-3 text-end whitespace-nowrap">
                    {mayTrace ? (
                      <Link href={`/sync/trace/${event.id}`} className="me-3 text-accent underline">
                        Trace
                      </Link>
                    ) : null}
                    {canReplay && (event.state === "dead" || event.state === "ignored") ? <ReplayButton receipt={event.id} /> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager {...pagesOf((cursor) => intakeAddress.href({ ...search, cursor }), search, page.nextCursor)} />
    </div>
  )
}

/** Days and several channels, which come from a dashboard, are shown by nothing else. */
const activeFiltersOf = ({ from, to, channel }: ReturnType<typeof intakeAddress.read>) => [
  ...(from || to ? [{ key: "from", beside: "to", text: `Received ${daysBetween(from, to)}` }] : []),
  ...(channel && channel.length > 1 ? [{ key: "channel", text: `Channels: ${channel.map(channelLabel).join(", ")}` }] : []),
]

function daysBetween(from: string | undefined, to: string | undefined): string {
  if (from && to) return formatPeriod({ from, to })
  const day = from ?? to ?? ""
  return `${formatPeriod({ from: day, to: day })} or ${from ? "later" : "earlier"}`
}
