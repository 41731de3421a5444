import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { Board } from "./board"
import { BoardFilters } from "./board-filters"
import { ViewMenu } from "./view-menu"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { LinkButton } from "@/components/ui/button"
import { boardAddress } from "@/lib/core/filters/board"
import { can } from "@/lib/platform/permissions"
import { readBoard } from "@/lib/pipeline/board/board"
import { listLostReasons } from "@/lib/pipeline/stages/stage-queries"
import { listColleagues } from "@/lib/team/list-colleagues"
import { listViews } from "@/lib/views/queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Board" }

export default async function BoardPage({ searchParams }: PageProps<"/board">) {
  const ctx = await requirePage("lead.read")
  const given = await searchParams
  const views = await listViews(ctx, { page: "board" })
  const start = views.find(({ isDefault }) => isDefault)
  if (start && Object.keys(given).length === 0) redirect(boardAddress.href({ ...boardAddress.read(start.query), view: start.id }))
  const { view, ...filter } = boardAddress.read(given)
  const [board, colleagues, reasons] = await Promise.all([readBoard(ctx, filter), listColleagues(ctx), listLostReasons(ctx)])
  const total = board.columns.reduce((sum, column) => sum + column.total, 0)
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Board"
        count={`${total.toLocaleString("en")} leads`}
        action={
          <LinkButton href="/leads/new" look="primary" data-shortcut="n">
            New lead
          </LinkButton>
        }
      >
        <ViewMenu views={views} current={view} />
      </PageHeader>
      <BoardFilters colleagues={colleagues} />
      <IgnoredFilters keys={boardAddress.ignored(given)} />
      <Board
        key={JSON.stringify(filter)}
        initial={board}
        filter={filter}
        now={new Date().toISOString()}
        reasons={reasons.flatMap(({ label, active }) => (active ? [label] : []))}
        colleagues={can(ctx.actor, "lead.assign") ? colleagues : colleagues.filter(({ id }) => id === ctx.actor.id)}
        may={{ move: can(ctx.actor, "lead.move"), override: can(ctx.actor, "lead.override_gate"), assign: can(ctx.actor, "lead.assign") }}
      />
    </div>
  )
}
