import type { Metadata } from "next"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { BulkDialog } from "./bulk-dialog"
import { DecidedList } from "./decided-list"
import { QueueFilters } from "./queue-filters"
import { AgreementTable, ReviewStrip } from "./review-numbers"
import { ReviewQueue } from "./review-queue"
import { ReviewTabs } from "./review-tabs"
import { Pager, pagesOf } from "@/components/table/pager"
import { duplicatesAddress } from "@/lib/core/filters/duplicates"
import { countReasons, countSafest, listDecided, listQueue } from "@/lib/duplicates/items/queries"
import { readReviewStats } from "@/lib/duplicates/items/review-stats"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Duplicates" }

export default async function DuplicatesPage({ searchParams }: PageProps<"/duplicates">) {
  const ctx = await requirePage("duplicates.review")
  const given = await searchParams
  const { tab, item = null, cursor, ...filter } = duplicatesAddress.read(given)
  const stats = await readReviewStats(ctx)
  const now = ctx.now().toISOString()
  if (tab === "decided") {
    const page = await listDecided(ctx, { cursor })
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
        <Pager {...pagesOf((next) => duplicatesAddress.href({ tab, cursor: next }), { cursor }, page.nextCursor)} />
      </div>
    )
  }
  const [queue, reasons, safest] = await Promise.all([listQueue(ctx, filter), countReasons(ctx), countSafest(ctx)])
  const { kind = "", reason = "", certainty = "" } = filter
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Duplicates" action={<BulkDialog count={safest} />}>
        <ReviewTabs current="queue" />
        <QueueFilters reasons={reasons} />
      </PageHeader>
      <ReviewStrip stats={stats} now={now} />
      <IgnoredFilters keys={duplicatesAddress.ignored(given)} />
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
