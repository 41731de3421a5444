import type { Metadata } from "next"
import Link from "next/link"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { EXCLUDED } from "@/app/(app)/sync/excluded"
import { SyncStateFilter } from "./sync-state-filter"
import { STATES } from "@/app/(app)/sync/sync-parts"
import { Pager, pagesOf } from "@/components/table/pager"
import { Badge } from "@/components/ui/badge"
import { LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { Clock } from "@/components/ui/time"
import { withCrm } from "@/lib/sync/connection/crm-connection"
import { listSyncStatuses, type SyncStatus } from "@/lib/sync/status/sync-states"
import { requirePage } from "@/lib/web/session"
import { SYNC_STATES, syncLeadsAddress } from "@/lib/core/filters/sync"

export const metadata: Metadata = { title: "Leads by sync" }

export default async function SyncLeadsPage({ searchParams }: PageProps<"/sync/leads">) {
  const ctx = await requirePage("sync.read")
  const given = await searchParams
  const search = syncLeadsAddress.read(given)
  const { data, nextCursor } = await listSyncStatuses(await withCrm(ctx, search.crm), search)
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Leads by sync"
        count={search.cause ? `cause: ${search.cause.replaceAll("_", " ")}` : search.withheld ? `without ${search.withheld}` : undefined}
        action={
          <LinkButton size="sm" href="/sync">
            The whole sync
          </LinkButton>
        }
      >
        <SyncStateFilter states={SYNC_STATES.map((state) => [state, STATES[state].label])} />
      </PageHeader>
      <IgnoredFilters keys={syncLeadsAddress.ignored(given)} />
      {data.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No leads in this state">Every lead is in exactly one of the five states. Choose another above.</EmptyState>
        </div>
      ) : (
        <div className="min-h-0 grow overflow-auto" tabIndex={0} role="region" aria-label="Leads">
          <table className="w-full min-w-[44rem] border-separate border-spacing-0 text-sm">
            <thead className="sticky top-0 bg-surface text-xs text-ink-3">
              <tr>
                {["Lead", "State", "Why", "Contact", "Agreed", ""].map((title) => (
                  <th key={title} scope="col" className="border-b border-line px-3 py-2 text-start font-medium first:ps-4">
                    {title === "" ? <span className="sr-only">Actions</span> : title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map((status) => (
                <Row key={status.leadId} status={status} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager {...pagesOf((cursor) => syncLeadsAddress.href({ ...search, cursor }), search, nextCursor)} />
    </div>
  )
}

function Row({ status }: { status: SyncStatus }) {
  const { leadId, name, state, contactId, syncedAt } = status
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className="h-9 max-w-56 truncate border-b border-line px-3 ps-4 text-start font-medium">
        <Link href={`/leads/${leadId}`} className="hover:underline">
          <bdi>{name ?? "No name"}</bdi>
        </Link>
      </th>
      <td className="border-b border-line px-3">
        <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>
      </td>
      <td className="max-w-md border-b border-line px-3 py-1 text-ink-2">
        <Why status={status} />
      </td>
      <td className="border-b border-line px-3 font-mono text-xs text-ink-2">{contactId ?? "none yet"}</td>
      <td className="border-b border-line px-3 whitespace-nowrap text-ink-2">{syncedAt ? <Clock iso={syncedAt} /> : "never"}</td>
      <td className="border-b border-line px-3 text-end">
        <Link href={`/sync/trace/${leadId}`} className="text-accent underline">
          Trace
        </Link>
      </td>
    </tr>
  )
}

const Why = ({ status: { state, error, attempts, nextTryAt, dirtyAt, excluded, withheld } }: { status: SyncStatus }) => (
  <>
    {excluded ? <span className="block">{EXCLUDED[excluded] ?? excluded}</span> : null}
    {error && state !== "in_sync" ? (
      <span className="block">
        {error} {attempts > 0 ? `Tried ${attempts}×.` : ""} {nextTryAt && state === "failing" ? <Next at={nextTryAt} /> : null}
      </span>
    ) : null}
    {!error && dirtyAt && (state === "pending" || state === "parked") ? (
      <span className="block">
        changed <Clock iso={dirtyAt} />
      </span>
    ) : null}
    {state === "pending" && !dirtyAt ? <span className="block">never sent; “Send all leads” on the sync screen sends it</span> : null}
    {withheld.map(({ field, value, why }) => (
      <span key={field} className="block text-xs text-warn">
        without {field.replaceAll("_", " ")} <bdi>{value}</bdi>: {why}
      </span>
    ))}
  </>
)

const Next = ({ at }: { at: string }) => (
  <>
    Next try <Clock iso={at} />.
  </>
)
