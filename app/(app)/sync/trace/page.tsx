import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { PageHeader } from "@/components/layout/page-header"
import { TraceSearch } from "@/app/(app)/sync/trace-search"
import { EmptyState } from "@/components/ui/states"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Trace" }

export default async function TraceSearchPage({ searchParams }: PageProps<"/sync/trace">) {
  await requirePage("sync.read")
  const { id } = await searchParams
  if (typeof id === "string" && id.trim() !== "") redirect(`/sync/trace/${encodeURIComponent(id.trim())}`)
  return (
    <>
      <PageHeader title="Trace">
        <TraceSearch />
      </PageHeader>
      <div className="p-4">
        <EmptyState title="Follow one event from where it came in to where it arrived">
          Paste a receipt, the id of a lead, or a correlation id that a CRM’s support asks for. The intake log, every lead and every call
          lead here too.
        </EmptyState>
      </div>
    </>
  )
}
