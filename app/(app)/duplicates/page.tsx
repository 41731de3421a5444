import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { BulkDialog } from "./bulk-dialog"
import { DecidedList } from "./decided-list"
import { QueueFilters } from "./queue-filters"
import { AgreementTable, ReviewStrip } from "./review-numbers"
import { ReviewQueue } from "./review-queue"
import { ReviewTabs } from "./review-tabs"
import { Pager } from "@/components/table/pager"
import { countReasons, countSafest, listDecided, ListQueue, listQueue } from "@/lib/duplicates/items/queries"
import { readReviewStats } from "@/lib/duplicates/items/review-stats"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Duplicates" }

export default async function DuplicatesPage({ searchParams }: PageProps<"/duplicates">) {
  const ctx = await requirePage("duplicates.review")
  const given = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => typeof value === "string" && value !== ""))
  const isDecided = given["tab"] === "decided"
  const parsed = ListQueue.safeParse({ kind: given["kind"], reason: given["reason"], certainty: given["certainty"] })
  const filter = parsed.success ? parsed.data : ListQueue.parse({})
  const stats = await readReviewStats(ctx)
  const now = ctx.now().toISOString()
  if (isDecided) {
    const page = await listDecided(ctx, { cursor: typeof given["cursor"] === "string" ? given["cursor"] : undefined })
    return (
      <div className="flex h-full flex-col">
        <PageHeader title="Duplicates">
          <ReviewTabs current="decided" />
        </PageHeader>
        <ReviewStrip stats={stats} now={now} />
        <div className="grid min-h-0 grow content-start gap-4 overflow-y-auto p-4" tabIndex={0} role="region" aria-label="Decided">
          <AgreementTable rows={stats.agreement} />
          <DecidedList items={page.data} />
        </div>
        <Pager path="/duplicates" query="tab=decided" isFirst={!given["cursor"]} nextCursor={page.nextCursor} />
      </div>
    )
  }
  const [queue, reasons, safest] = await Promise.all([listQueue(ctx, filter), countReasons(ctx), countSafest(ctx)])
  const item = typeof given["item"] === "string" ? given["item"] : null
  const { kind = "", reason = "", certainty = "" } = filter
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Duplicates" action={<BulkDialog count={safest} />}>
        <ReviewTabs current="queue" />
        <QueueFilters reasons={reasons} kind={kind} reason={reason} certainty={certainty} />
      </PageHeader>
      <ReviewStrip stats={stats} now={now} />
      <ReviewQueue
        key={`${kind}:${reason}:${certainty}:${item}`}
        items={queue.data}
        initialId={item}
        hasMore={queue.nextCursor !== null}
        isFiltered={kind !== "" || reason !== "" || certainty !== ""}
      />
    </div>
  )
}
