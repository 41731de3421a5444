import type { Metadata } from "next"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { AgentPicker } from "./agent-picker"
import { QueueList } from "./queue-list"
import { Reminders } from "./reminders"
import { readReminderChoices } from "@/lib/followups/calendar/calendar"
import { readQueue } from "@/lib/followups/queue/read-queue"
import { can } from "@/lib/platform/permissions"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { queueAddress } from "@/lib/core/filters/queue"

export const metadata: Metadata = { title: "My queue" }

export default async function QueuePage({ searchParams }: PageProps<"/queue">) {
  const ctx = await requirePage("lead.read")
  const now = ctx.now().toISOString()
  const given = await searchParams
  const mayPick = can(ctx.actor, "queue.read_any")
  const [queue, choices, colleagues] = await Promise.all([
    readQueue(ctx, queueAddress.read(given)),
    readReminderChoices(ctx),
    mayPick ? listColleagues(ctx) : [],
  ])
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title={queue.agent === null ? "My queue" : queue.agent === "all" ? "Everyone's queue" : "A colleague's queue"}
        count={queue.total > queue.rows.length ? `the first ${queue.rows.length} of ${queue.total} leads` : countOf(queue.total)}
        action={<Reminders choices={choices} />}
      >
        {mayPick ? <AgentPicker agent={queue.agent} me={ctx.actor.id} colleagues={colleagues} /> : null}
      </PageHeader>
      <IgnoredFilters keys={queueAddress.ignored(given)} />
      <QueueList key={queue.agent ?? "me"} rows={queue.rows} me={ctx.actor.id} now={now} />
    </div>
  )
}

const countOf = (total: number): string => `${total} to do`
