import { and, asc, count, desc, eq, inArray, sql } from "drizzle-orm"
import { z } from "zod"
import { DUPLICATE_STATUSES, duplicateItems, leads, merges, users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { LeadSummary } from "@/lib/leads/lead-views"
import { rowView } from "@/lib/leads/list-leads"
import { requirePermission } from "@/lib/permissions"

/** A question for a reviewer, as REST and the queue show it. */
export const DuplicateView = z
  .object({
    id: z.uuid(),
    kind: z.enum(["pair", "split"]),
    status: z.enum(DUPLICATE_STATUSES),
    leads: z.array(LeadSummary).describe("Two leads of a pair, survivors of any merge since; one lead of a split"),
    probability: z.number(),
    bits: z.number(),
    reason: z.string(),
    evidence: z.array(
      z.object({
        feature: z.string(),
        level: z.string().optional(),
        left: z.string().nullable(),
        right: z.string().nullable(),
        bits: z.number(),
      }),
    ),
    createdAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
    mergeId: z.uuid().nullable().describe("Of a merge that can still be undone"),
  })
  .meta({ id: "DuplicateItem" })
export type DuplicateView = z.infer<typeof DuplicateView>

export const ListDuplicates = z.object({
  status: z.enum(DUPLICATE_STATUSES).default("pending"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
})

/** Surest first, and among equals the oldest question. */
export const listDuplicates = async (
  ctx: Ctx,
  input: z.input<typeof ListDuplicates>,
): Promise<{ data: DuplicateView[]; nextCursor: string | null }> => {
  requirePermission(ctx, "duplicates.review")
  const { status, limit, cursor } = ListDuplicates.parse(input)
  const rows = await ctx.db
    .select()
    .from(duplicateItems)
    .where(and(eq(duplicateItems.status, status), after(cursor)))
    .orderBy(desc(duplicateItems.probability), asc(duplicateItems.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const nextCursor = rows.length > limit && last ? `${last.probability}_${last.id}` : null
  return { data: await views(ctx, page), nextCursor }
}

export const getDuplicate = async (ctx: Ctx, { id }: { id: string }): Promise<DuplicateView> => {
  requirePermission(ctx, "duplicates.review")
  const rows = z.uuid().safeParse(id).success ? await ctx.db.select().from(duplicateItems).where(eq(duplicateItems.id, id)) : []
  const [view] = await views(ctx, rows)
  if (!view) throw new AppError("not_found", "There is no such item.")
  return view
}

export const countPending = async (ctx: Ctx): Promise<number> => {
  const [row] = await ctx.db.select({ n: count() }).from(duplicateItems).where(eq(duplicateItems.status, "pending"))
  return row?.n ?? 0
}

type ItemRow = typeof duplicateItems.$inferSelect
type LeadRow = typeof leads.$inferSelect

const views = async (ctx: Ctx, items: readonly ItemRow[]): Promise<DuplicateView[]> => {
  if (items.length === 0) return []
  const known = await survivorsOf(ctx, [...new Set(items.flatMap(({ leadA, leadB }) => [leadA, leadB]))])
  const people = await ctx.db.select({ id: users.id, name: users.name }).from(users)
  const nameOf = new Map(people.map(({ id, name }) => [id, name]))
  const undoable = await ctx.db
    .select({ id: merges.id, itemId: merges.itemId })
    .from(merges)
    .where(
      and(
        inArray(
          merges.itemId,
          items.map(({ id }) => id),
        ),
        sql`undone_at is null`,
      ),
    )
  return items.map((item) => {
    const both = [...new Map([item.leadA, item.leadB].flatMap((id) => known.get(id) ?? []).map((lead) => [lead.id, lead])).values()]
    return {
      id: item.id,
      kind: item.kind,
      status: item.status,
      leads: both.map((lead) => rowView(lead, lead.ownerId ? (nameOf.get(lead.ownerId) ?? null) : null)),
      probability: item.probability,
      bits: item.bits,
      reason: item.reason,
      evidence: item.evidence,
      createdAt: item.createdAt.toISOString(),
      decidedAt: item.decidedAt?.toISOString() ?? null,
      decidedBy: item.decidedBy ? (nameOf.get(item.decidedBy) ?? null) : null,
      mergeId: undoable.find(({ itemId }) => itemId === item.id)?.id ?? null,
    }
  })
}

/** id → the lead it stands for today. */
const survivorsOf = async (ctx: Ctx, ids: readonly string[]): Promise<Map<string, LeadRow>> => {
  const rows = new Map<string, LeadRow>()
  let wanted = [...ids]
  while (wanted.length > 0) {
    const found = await ctx.db.select().from(leads).where(inArray(leads.id, wanted))
    for (const lead of found) rows.set(lead.id, lead)
    wanted = found.flatMap(({ mergedInto }) => (mergedInto && !rows.has(mergedInto) ? [mergedInto] : []))
  }
  const survivor = (id: string): LeadRow | undefined => {
    const lead = rows.get(id)
    return lead?.mergedInto ? survivor(lead.mergedInto) : lead
  }
  return new Map(ids.flatMap((id) => (survivor(id) ? [[id, survivor(id) as LeadRow] as const] : [])))
}

const after = (cursor: string | undefined) => {
  if (cursor === undefined || cursor === "") return undefined
  const [probability, id] = cursor.split("_")
  const known = z.object({ probability: z.coerce.number(), id: z.uuid() }).safeParse({ probability, id })
  if (!known.success)
    throw new AppError("invalid", "The cursor is not one of ours; start again without it.", { fields: { cursor: "unknown" } })
  return sql`(probability < ${known.data.probability}::real or (probability = ${known.data.probability}::real and id > ${known.data.id}::uuid))`
}
