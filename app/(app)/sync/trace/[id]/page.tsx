import type { Metadata } from "next"
import Link from "next/link"
import { PageHeader } from "@/components/layout/page-header"
import { LeadRefresher } from "@/components/lead/lead-refresher"
import { TraceLine } from "./trace-view"
import { TraceSearch } from "@/app/(app)/sync/trace-search"
import { LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { AppError } from "@/lib/platform/errors"
import { readTrace, ReadTrace } from "@/lib/sync/trace/read-trace"
import type { Trace } from "@/lib/sync/trace/trace-types"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Trace" }

export default async function TracePage({ params, searchParams }: PageProps<"/sync/trace/[id]">) {
  const ctx = await requirePage("sync.read")
  const id = decodeURIComponent((await params).id)
  const wanted = ReadTrace.safeParse({ id, leadId: (await searchParams)["lead"] })
  const readAt = ctx.now().toISOString()
  const trace = await readTrace(ctx, wanted.success ? wanted.data : { id: id.slice(0, 200) }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  })
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Trace"
        count={trace?.title}
        action={
          trace?.receipt ? (
            <LinkButton size="sm" href={`/intake/${trace.receipt}`}>
              The delivery itself
            </LinkButton>
          ) : null
        }
      >
        <TraceSearch value={trace ? "" : id} />
      </PageHeader>
      <div className="min-h-0 grow overflow-auto p-4" tabIndex={0} role="region" aria-label="Steps of this event">
        {trace ? (
          <TraceSteps trace={trace} readAt={readAt} />
        ) : (
          <EmptyState title="Nothing has this id">
            It is no receipt, no lead, and no call of the last two weeks. Calls are kept that long; deliveries and leads for good.
          </EmptyState>
        )}
      </div>
    </div>
  )
}

function TraceSteps({ trace, readAt }: { trace: Trace; readAt: string }) {
  const { origin, leadTrace, others } = trace
  const startedAt = origin[0]?.at ?? null
  return (
    <div className="mx-auto grid max-w-3xl gap-4">
      <section className="grid gap-3">
        <h2 className="text-sm font-semibold">{trace.kind === "work" ? "The work" : "Coming in"}</h2>
        <TraceLine label="Coming in" steps={origin} startedAt={startedAt} />
      </section>
      {leadTrace ? (
        <section className="grid gap-3">
          <LeadRefresher leadId={leadTrace.leadId} readAt={readAt} />
          <h2 className="text-sm font-semibold">
            For{" "}
            <Link href={`/leads/${leadTrace.leadId}`} className="text-accent underline">
              <bdi>{leadTrace.name ?? "no name"}</bdi>
            </Link>
            {leadTrace.mergedFrom.length > 0 ? (
              <span className="font-normal text-ink-2">
                , with {leadTrace.mergedFrom.length === 1 ? "a lead that was" : `${leadTrace.mergedFrom.length} leads that were`} merged
                into it
              </span>
            ) : null}
          </h2>
          <TraceLine label="For this lead" steps={leadTrace.steps} startedAt={startedAt} />
        </section>
      ) : (
        <p className="text-sm text-ink-2">No lead came of it, so nothing was sent anywhere.</p>
      )}
      {others.length > 0 ? (
        <section className="grid gap-2">
          <h2 className="text-sm font-semibold">Also concerned</h2>
          <ul className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
            {others.map(({ leadId, name }) => (
              <li key={leadId}>
                <Link href={`/sync/trace/${trace.id}?lead=${leadId}`} className="text-accent underline">
                  <bdi>{name ?? "No name"}</bdi>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
