import { desc, eq, inArray, sql, type SQL } from "drizzle-orm"
import { leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { StageId } from "@/lib/core/lead-states"
import { completeCards, type BoardCard } from "./board-cards"
import type { Stage } from "@/lib/pipeline/stages/read-stages"

export type BoardCell = {
  stageId: StageId
  total: number
  cards: BoardCard[]
  /** Pass it to `listColumn` for the next page; null at the end. */
  nextCursor: string | null
}

/** A row of the board. Without swimlanes there is one, with all leads; with them one per owner, `none` for unassigned leads. */
export type BoardLane = { id: string; owner: { id: string; name: string } | null; cells: BoardCell[] }

const LANES_MAX = 25
/** Cards in a cell before "more", so that lanes stay low. */
const CELL_PAGE = 4

/** One lane per owner, largest first, with unassigned leads on top: those are to be assigned. */
export async function readLanes(ctx: Ctx, where: SQL | undefined, stages: readonly Stage[]): Promise<BoardLane[]> {
  const { rows: counts } = await ctx.db.execute<{ owner_id: string | null; stage_id: string; total: number }>(
    sql`select ${leads.ownerId} as owner_id, ${leads.stageId} as stage_id, count(*)::int as total from ${leads} where ${where} group by 1, 2`,
  )
  const sums = new Map<string | null, number>()
  for (const { owner_id, total } of counts) sums.set(owner_id, (sums.get(owner_id) ?? 0) + total)
  const owners = [...sums]
    .sort(([a, m], [b, n]) => Number(b === null) - Number(a === null) || n - m)
    .slice(0, LANES_MAX)
    .map(([id]) => id)
  const wanted = counts.filter(({ owner_id }) => owners.includes(owner_id))
  const { rows: found } = await ctx.db.execute<{ id: string }>(sql`
    select c.id from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(owner_id uuid, stage_id text)
    cross join lateral (
      (select ${leads.id}, ${leads.lastActivityAt} from ${leads} where w.owner_id is not null and ${leads.ownerId} = w.owner_id and ${leads.stageId} = w.stage_id and ${where}
       order by ${leads.lastActivityAt} desc, ${leads.id} desc limit ${CELL_PAGE})
      union all
      (select ${leads.id}, ${leads.lastActivityAt} from ${leads} where w.owner_id is null and ${leads.ownerId} is null and ${leads.stageId} = w.stage_id and ${where}
       order by ${leads.lastActivityAt} desc, ${leads.id} desc limit ${CELL_PAGE})
    ) c`)
  const cards = await readInOrder(
    ctx,
    stages,
    found.map(({ id }) => id),
  )
  const names = new Map((await ctx.db.select({ id: users.id, name: users.name }).from(users)).map(({ id, name }) => [id, name]))
  return owners.map((id) => ({
    id: id ?? "none",
    owner: id === null ? null : { id, name: names.get(id) ?? "A former colleague" },
    cells: stages.map(({ id: stageId }) => {
      const own = cards.filter((card) => card.stageId === stageId && (card.owner?.id ?? null) === id)
      const total = counts.find((count) => count.owner_id === id && count.stage_id === stageId)?.total ?? 0
      const last = own.at(-1)
      return { stageId, total, cards: own, nextCursor: last && total > own.length ? `${last.lastActivityAt}_${last.id}` : null }
    }),
  }))
}

async function readInOrder(ctx: Ctx, stages: readonly Stage[], ids: readonly string[]): Promise<BoardCard[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .select({ lead: leads, ownerName: users.name })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(inArray(leads.id, [...ids]))
    .orderBy(desc(leads.lastActivityAt), desc(leads.id))
  const cards = await completeCards(ctx, stages, rows)
  return rows.flatMap(({ lead }) => cards.get(lead.id) ?? [])
}
