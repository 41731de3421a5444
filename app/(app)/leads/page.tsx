import type { Metadata } from "next"
import { cookies } from "next/headers"
import { z } from "zod"
import { PageHeader } from "@/components/layout/page-header"
import { LeadsFilters } from "./leads-filters"
import { LeadsTable } from "@/components/table/leads-table"
import { Pager } from "@/components/table/pager"
import { buttonClass, LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { countLeads, listLeads, ListLeads } from "@/lib/leads/list-leads"
import { can } from "@/lib/platform/permissions"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Leads" }

export default async function LeadsPage({ searchParams }: PageProps<"/leads">) {
  const ctx = await requirePage("lead.read")
  const given = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => value !== ""))
  const parsed = ListLeads.safeParse(given)
  const search = parsed.success ? parsed.data : ListLeads.parse({})
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
  const query = new URLSearchParams(
    Object.entries(given).flatMap(([key, value]) => (typeof value === "string" && key !== "cursor" ? [[key, value]] : [])),
  )
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Leads"
        count={`${total.count.toLocaleString("en")}${total.isCapped ? "+" : ""} found`}
        action={
          <>
            {can(ctx.actor, "lead.export") ? (
              <a href={`/api/leads/export?${query}`} className={buttonClass()} download>
                Export CSV
              </a>
            ) : null}
            <LinkButton href="/leads/new" look="primary">
              New lead
            </LinkButton>
          </>
        }
      />
      <LeadsFilters
        search={{
          q: search.q ?? "",
          stage: search.stage ?? [],
          owner: search.owner ?? [],
          channel: search.channel ?? [],
          kind: search.kind ?? [],
          sort: search.sort,
          from: search.from ?? "",
          to: search.to ?? "",
        }}
        colleagues={colleagues}
      />
      {page.data.length === 0 ? (
        <div className="p-4">
          <EmptyState title="No lead fits" action={<LinkButton href="/leads">Clear the filters</LinkButton>}>
            Search takes a name in any script, a phone in any format or its last four digits, or an e-mail.
          </EmptyState>
        </div>
      ) : (
        <LeadsTable rows={page.data} now={new Date().toISOString()} hidden={hidden} />
      )}
      <Pager path="/leads" query={query.toString()} isFirst={!search.cursor} nextCursor={page.nextCursor} />
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
