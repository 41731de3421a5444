import type { Metadata } from "next"
import { cookies } from "next/headers"
import { z } from "zod"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { LeadsFilters } from "./leads-filters"
import { LeadsTable } from "@/components/table/leads-table"
import { Pager, pagesOf } from "@/components/table/pager"
import { buttonClass, LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { leadsAddress } from "@/lib/core/filters/leads"
import { countLeads, listLeads } from "@/lib/leads/list-leads"
import { can } from "@/lib/platform/permissions"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Leads" }

export default async function LeadsPage({ searchParams }: PageProps<"/leads">) {
  const ctx = await requirePage("lead.read")
  const now = ctx.now().toISOString()
  const given = await searchParams
  const search = leadsAddress.read(given)
  const [page, total, colleagues, store] = await Promise.all([
    listLeads(ctx, search),
    countLeads(ctx, search),
    listColleagues(ctx),
    cookies(),
  ])
  const hidden = z
    .array(z.string())
    .catch([])
    .parse(safeJson(store.get("leads_hidden")?.value))
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Leads"
        count={`${total.count.toLocaleString("en")}${total.isCapped ? "+" : ""} found`}
        action={
          <>
            {can(ctx.actor, "lead.export") ? (
              <a href={leadsAddress.href({ ...search, cursor: null, sort: null }, "/api/leads/export")} className={buttonClass()} download>
                Export CSV
              </a>
            ) : null}
            <LinkButton href="/leads/new" look="primary">
              New lead
            </LinkButton>
          </>
        }
      />
      <LeadsFilters colleagues={colleagues} />
      <IgnoredFilters keys={leadsAddress.ignored(given)} />
      {page.data.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No lead fits" action={<LinkButton href="/leads">Clear the filters</LinkButton>}>
            Search takes a name in any script, a phone in any format or its last four digits, or an email.
          </EmptyState>
        </div>
      ) : (
        <LeadsTable rows={page.data} now={now} hidden={hidden} />
      )}
      <Pager {...pagesOf((cursor) => leadsAddress.href({ ...search, cursor }), search, page.nextCursor)} />
    </div>
  )
}

function safeJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "[]")
  } catch {
    return []
  }
}
