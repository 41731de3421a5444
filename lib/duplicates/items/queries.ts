import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import { duplicateItems } from "@/db/schema"
import { DUPLICATE_STATUSES } from "@/lib/core/review/review-states"
import type { Ctx } from "@/lib/platform/context"
import { type DuplicateReason } from "@/lib/core/matching/flag-reasons"
import { readAtCursor, UNKNOWN_CURSOR, writeAtCursor } from "@/lib/core/at-cursor"
import { recordReads } from "@/lib/leads/record-read"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { isFree, isOpenItem } from "./claim-item"
import { duplicateViews, type DuplicateView, type ItemRow } from "./duplicate-view"
import { QueueFilter } from "@/lib/core/filters/duplicates"

/** Bands of certainty, for the filter of the queue and the statistics: lower bound included, upper not. */
export const CERTAINTY_BANDS = {
  sure: [0.99, 1.01],
  likely: [0.9, 0.99],
  possible: [0.5, 0.9],
  unlikely: [0, 0.5],
} as const

export const ListDuplicates = QueueFilter.extend({
  status: z.enum(DUPLICATE_STATUSES).default("pending"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
})

type DuplicatePage = { data: DuplicateView[]; nextCursor: string | null }

/** Items of one status in order of rank: certainty × value of the leads. */
export async function listDuplicates(ctx: Ctx, input: z.input<typeof ListDuplicates>): Promise<DuplicatePage> {
  requirePermission(ctx, "duplicates.review")
  const { status, limit, cursor, ...filter } = ListDuplicates.parse(input)
  const rows = await ctx.db
    .select()
    .from(duplicateItems)
    .where(and(eq(duplicateItems.status, status), filtered(filter), after(readCursor(cursor))))
    .orderBy(desc(duplicateItems.rank), desc(duplicateItems.id))
    .limit(limit + 1)
  return await pageOf(ctx, rows, limit, (last) => ["w", last.rank, last.id])
}

const ListQueue = QueueFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
})

/** The queue of this reviewer: open items that no colleague has claimed, in order of rank, followed by snoozed ones. */
export async function listQueue(ctx: Ctx, input: z.input<typeof ListQueue>): Promise<DuplicatePage> {
  requirePermission(ctx, "duplicates.review")
  const { limit, cursor, ...filter } = ListQueue.parse(input)
  const from = readCursor(cursor)
  const read = (isAsleep: boolean, size: number): Promise<ItemRow[]> =>
    ctx.db
      .select()
      .from(duplicateItems)
      .where(
        and(
          sql`status in ('pending', 'later')`,
          isAsleep
            ? gt(duplicateItems.snoozedUntil, ctx.now())
            : or(isNull(duplicateItems.snoozedUntil), lte(duplicateItems.snoozedUntil, ctx.now())),
          filtered(filter),
          isFree(ctx),
          from && (from.part === "s") === isAsleep ? after(from) : undefined,
        ),
      )
      .orderBy(desc(duplicateItems.rank), desc(duplicateItems.id))
      .limit(size)
  const awake = from?.part === "s" ? [] : await read(false, limit + 1)
  const asleep = awake.length > limit ? [] : await read(true, limit + 1 - awake.length)
  return await pageOf(ctx, [...awake, ...asleep], limit, (last) => [awake.includes(last) ? "w" : "s", last.rank, last.id])
}

/** Decided items, newest first. */
export async function listDecided(
  ctx: Ctx,
  input: { cursor?: string | undefined; limit?: number; by?: string | undefined },
): Promise<DuplicatePage> {
  requirePermission(ctx, "duplicates.review")
  const {
    limit = 50,
    cursor,
    by,
  } = z.object({ limit: z.number().optional(), cursor: z.string().optional(), by: z.uuid().optional() }).parse(input)
  const after = readAtCursor(cursor)
  const rows = await ctx.db
    .select()
    .from(duplicateItems)
    .where(
      and(
        isNotNull(duplicateItems.decidedAt),
        inArray(duplicateItems.status, ["merged", "distinct", "split"]),
        ne(duplicateItems.reason, "split_apart"),
        by ? eq(duplicateItems.decidedBy, by) : undefined,
        after ? sql`(date_trunc('milliseconds', decided_at), id) < (${after.at}::timestamptz, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(duplicateItems.decidedAt), desc(duplicateItems.id))
    .limit(limit + 1)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    data: await duplicateViews(ctx, rows.slice(0, limit)),
    nextCursor: last?.decidedAt ? writeAtCursor({ at: last.decidedAt, id: last.id }) : null,
  }
}

/** A list that a person can still read before confirming it. */
const SAFEST_MAX = 200

/** Near-certain pairs: unclaimed, and not in a cluster, since a cluster deserves a look at all its items. */
export async function listSafest(ctx: Ctx): Promise<DuplicateView[]> {
  requirePermission(ctx, "duplicates.review")
  const rows = await ctx.db
    .select()
    .from(duplicateItems)
    .where(isSafest(ctx))
    .orderBy(desc(duplicateItems.rank), desc(duplicateItems.id))
    .limit(SAFEST_MAX)
  return await duplicateViews(ctx, rows)
}

/** Their number, up to the maximum of one confirmation. */
export async function countSafest(ctx: Ctx): Promise<number> {
  requirePermission(ctx, "duplicates.review")
  const found = ctx.db.select({ id: duplicateItems.id }).from(duplicateItems).where(isSafest(ctx)).limit(SAFEST_MAX).as("found")
  const [row] = await ctx.db.select({ n: count() }).from(found)
  return row?.n ?? 0
}

const isSafest = (ctx: Ctx): SQL | undefined =>
  and(
    isOpenItem(),
    isFree(ctx),
    filtered({ kind: "pair", certainty: "sure" }),
    sql`not exists (select 1 from duplicate_items o where o.status in ('pending', 'later') and o.id <> ${duplicateItems.id}
      and (o.lead_a in (${duplicateItems.leadA}, ${duplicateItems.leadB}) or o.lead_b in (${duplicateItems.leadA}, ${duplicateItems.leadB})))`,
  )

export async function getDuplicate(ctx: Ctx, { id }: { id: string }): Promise<DuplicateView> {
  requirePermission(ctx, "duplicates.review")
  const rows = z.uuid().safeParse(id).success ? await ctx.db.select().from(duplicateItems).where(eq(duplicateItems.id, id)) : []
  const [view] = await duplicateViews(ctx, rows)
  if (!view) throw new AppError("not_found", "There is no such item.")
  await recordReads(
    ctx,
    view.leads.map((lead) => lead.id),
    ctx.actor.kind === "user" ? "page" : "api",
  )
  return view
}

/** Reasons of open items, with counts, for the filter. */
export async function countReasons(ctx: Ctx): Promise<{ reason: DuplicateReason; kind: "pair" | "split"; n: number }[]> {
  requirePermission(ctx, "duplicates.review")
  return await ctx.db
    .select({ reason: duplicateItems.reason, kind: duplicateItems.kind, n: count() })
    .from(duplicateItems)
    .where(isOpenItem())
    .groupBy(duplicateItems.reason, duplicateItems.kind)
    .orderBy(desc(count()), asc(duplicateItems.reason))
}

function filtered({ kind, reason, certainty }: z.infer<typeof QueueFilter>): SQL | undefined {
  const band = certainty ? CERTAINTY_BANDS[certainty] : null
  return and(
    kind ? eq(duplicateItems.kind, kind) : undefined,
    reason ? eq(duplicateItems.reason, reason) : undefined,
    band ? and(gte(duplicateItems.probability, band[0]), lt(duplicateItems.probability, band[1])) : undefined,
  )
}

type Cursor = { part: "w" | "s"; rank: number; id: string }

const after = (from: Cursor | null): SQL | undefined =>
  from ? sql`(${duplicateItems.rank}, ${duplicateItems.id}) < (${from.rank}::double precision, ${from.id}::uuid)` : undefined

function readCursor(cursor: string | undefined): Cursor | null {
  if (cursor === undefined || cursor === "") return null
  const [part, rank, id] = cursor.split("_")
  const known = z
    .object({ part: z.enum(["w", "s"]), rank: z.string().min(1).pipe(z.coerce.number()), id: z.uuid() })
    .safeParse({ part, rank, id })
  if (!known.success) throw new AppError("invalid", UNKNOWN_CURSOR, { fields: { cursor: "unknown" } })
  return known.data
}

async function pageOf(
  ctx: Ctx,
  rows: ItemRow[],
  limit: number,
  cursorOf: (last: ItemRow) => readonly [string, number, string],
): Promise<DuplicatePage> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { data: await duplicateViews(ctx, rows.slice(0, limit)), nextCursor: last ? cursorOf(last).join("_") : null }
}
