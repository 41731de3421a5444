import type { Metadata } from "next"
import { Board } from "@/components/board/board"
import { BoardFilters } from "@/components/board/board-filters"
import { PageHeader } from "@/components/layout/page-header"
import { LinkButton } from "@/components/ui/button"
import { can } from "@/lib/permissions"
import { BoardFilter, readBoard } from "@/lib/pipeline/board"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { loadColumnAction, moveLeadAction, readCardsAction } from "./actions"

export const metadata: Metadata = { title: "Board" }

export default async function BoardPage({ searchParams }: PageProps<"/board">) {
  const ctx = await requirePage("lead.read")
  const given = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => value !== ""))
  const parsed = BoardFilter.safeParse(given)
  const filter = parsed.success ? parsed.data : {}
  const [columns, colleagues] = await Promise.all([readBoard(ctx, filter), listColleagues(ctx)])
  const total = columns.reduce((sum, column) => sum + column.total, 0)
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
        <BoardFilters filter={filter} colleagues={colleagues} />
      </PageHeader>
      <Board
        key={JSON.stringify(filter)}
        initial={columns}
        filter={filter}
        now={new Date().toISOString()}
        canMove={can(ctx.actor, "lead.move")}
        canOverride={can(ctx.actor, "lead.override_gate")}
        move={moveLeadAction}
        loadColumn={loadColumnAction}
        readCards={readCardsAction}
      />
    </div>
  )
}
