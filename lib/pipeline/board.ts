import { and, asc, count, desc, eq, inArray, isNull, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import { conversations, leads, stages, users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS, STAGE_IDS, type Band, type StageId } from "@/lib/core/lead-states"
import { requirePermission } from "@/lib/permissions"

/**
 * The board. One index (`leads_board`) serves every column, newest activity first; a column is read a page at a time,
 * so the board costs the same with a hundred leads and with a hundred thousand.
 */
export const BoardFilter = z.object({
  owner: z.union([z.uuid(), z.literal("me"), z.literal("none")]).optional(),
  channel: z.enum(CHANNELS).optional(),
  band: z.enum(BANDS).optional(),
})
export type BoardFilter = z.infer<typeof BoardFilter>

export type BoardCard = {
  id: string
  name: string | null
  phone: string | null
  email: string | null
  channels: string[]
  stageId: StageId
  stageEnteredAt: string
  lastActivityAt: string
  owner: { id: string; name: string } | null
  score: number
  band: Band
  vehicle: string | null
  version: number
  /** When the WhatsApp service window closes; null when there is no WhatsApp thread. */
  whatsappUntil: string | null
}

export type BoardColumn = {
  id: StageId
  name: string
  outcome: "open" | "won" | "lost"
  definition: string
  total: number
  cards: BoardCard[]
  /** Pass it to `listColumn` for the next page; null at the end. */
  nextCursor: string | null
}

export const COLUMN_PAGE = 40

export const readBoard = async (ctx: Ctx, filter: BoardFilter): Promise<BoardColumn[]> => {
  requirePermission(ctx, "lead.read")
  const [columns, totals] = await Promise.all([ctx.db.select().from(stages).orderBy(asc(stages.position)), countColumns(ctx, filter)])
  return await Promise.all(
    columns.map(async ({ id, name, outcome, definition }) => {
      const stageId = z.enum(STAGE_IDS).parse(id)
      return { id: stageId, name, outcome, definition, total: totals[stageId] ?? 0, ...(await listColumn(ctx, { stageId, filter })) }
    }),
  )
}

/** How many leads each column holds, by stage; an empty column is left out. */
export const countColumns = async (ctx: Ctx, filter: BoardFilter): Promise<Record<string, number>> => {
  requirePermission(ctx, "lead.read")
  const totals = await ctx.db
    .select({ stageId: leads.stageId, total: count() })
    .from(leads)
    .where(onBoard(ctx, filter))
    .groupBy(leads.stageId)
  return Object.fromEntries(totals.map(({ stageId, total }) => [stageId, total]))
}

export const listColumn = async (
  ctx: Ctx,
  { stageId, filter, cursor }: { stageId: StageId; filter: BoardFilter; cursor?: string | undefined },
): Promise<{ cards: BoardCard[]; nextCursor: string | null }> => {
  requirePermission(ctx, "lead.read")
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const rows = await selectCards(ctx, and(onBoard(ctx, filter), eq(leads.stageId, stageId), after), COLUMN_PAGE + 1)
  const page = rows.slice(0, COLUMN_PAGE)
  const last = page.at(-1)
  return {
    cards: await withWhatsapp(ctx, page),
    nextCursor: rows.length > COLUMN_PAGE && last ? `${last.lastActivityAt}_${last.id}` : null,
  }
}

/** The cards of these leads as they are now; a lead that has left the board is simply not in the answer. */
export const readCards = async (ctx: Ctx, { ids, filter }: { ids: readonly string[]; filter: BoardFilter }): Promise<BoardCard[]> => {
  requirePermission(ctx, "lead.read")
  if (ids.length === 0) return []
  return await withWhatsapp(ctx, await selectCards(ctx, and(onBoard(ctx, filter), inArray(leads.id, [...ids])), ids.length))
}

type CardRow = Omit<BoardCard, "whatsappUntil">

const selectCards = async (ctx: Ctx, where: SQL | undefined, limit: number): Promise<CardRow[]> => {
  const rows = await ctx.db
    .select({ lead: leads, ownerName: users.name })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(where)
    .orderBy(desc(leads.lastActivityAt), desc(leads.id))
    .limit(limit)
  return rows.map(({ lead, ownerName }) => ({
    id: lead.id,
    name: lead.name,
    phone: lead.phones[0] ?? null,
    email: lead.emails[0] ?? null,
    channels: lead.channels,
    stageId: z.enum(STAGE_IDS).parse(lead.stageId),
    stageEnteredAt: lead.stageEnteredAt.toISOString(),
    lastActivityAt: lead.lastActivityAt.toISOString(),
    owner: lead.ownerId && ownerName ? { id: lead.ownerId, name: ownerName } : null,
    score: lead.score,
    band: lead.band,
    vehicle: lead.vehicle,
    version: lead.version,
  }))
}

const WINDOW_MS = 24 * 3_600_000

const withWhatsapp = async (ctx: Ctx, cards: readonly CardRow[]): Promise<BoardCard[]> => {
  if (cards.length === 0) return []
  const threads = await ctx.db
    .select({ leadId: conversations.leadId, lastInboundAt: sql<string | null>`max(${conversations.lastInboundAt})` })
    .from(conversations)
    .where(
      and(
        eq(conversations.provider, "botspace"),
        inArray(
          conversations.leadId,
          cards.map(({ id }) => id),
        ),
      ),
    )
    .groupBy(conversations.leadId)
  const lastInbound = new Map(threads.map(({ leadId, lastInboundAt }) => [leadId, lastInboundAt]))
  return cards.map((card) => {
    const at = lastInbound.get(card.id)
    return { ...card, whatsappUntil: at ? new Date(new Date(at).getTime() + WINDOW_MS).toISOString() : null }
  })
}

const onBoard = (ctx: Ctx, filter: BoardFilter): SQL | undefined => {
  const ownId = filter.owner === "me" && ctx.actor.kind === "user" ? ctx.actor.id : filter.owner
  return and(
    eq(leads.state, "active"),
    eq(leads.kind, "lead"),
    filter.owner === "none" ? isNull(leads.ownerId) : ownId === undefined ? undefined : eq(leads.ownerId, ownId),
    filter.channel === undefined ? undefined : sql`${leads.channels} @> array[${filter.channel}]::text[]`,
    filter.band === undefined ? undefined : eq(leads.band, filter.band),
  )
}

const readCursor = (cursor: string): SQL | undefined => {
  const [at, id] = cursor.split("_")
  const parsed = z.object({ at: z.iso.datetime(), id: z.uuid() }).safeParse({ at, id })
  if (!parsed.success) return undefined
  return sql`(${leads.lastActivityAt}, ${leads.id}) < (${parsed.data.at}::timestamptz, ${parsed.data.id}::uuid)`
}
