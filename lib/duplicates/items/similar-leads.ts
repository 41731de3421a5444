import { and, desc, eq, inArray, isNull, ne, or } from "drizzle-orm"
import { duplicateItems, leads, merges, splits, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { duplicateViews, type DuplicateView } from "./duplicate-view"

type LeadMerge = {
  id: string
  kind: "merge" | "split"
  /** The lead that was merged into it, or split off. */
  other: { id: string; name: string | null; phone: string | null; email: string | null }
  at: string
  by: string | null
}
export type SimilarLeads = { items: DuplicateView[]; merges: LeadMerge[] }

const ITEMS_MAX = 20

/** Review items of one lead, open ones first, and its merges and splits. */
export async function readSimilarLeads(ctx: Ctx, { leadId }: { leadId: string }): Promise<SimilarLeads> {
  requirePermission(ctx, "lead.read")
  const rows = await ctx.db
    .select()
    .from(duplicateItems)
    .where(
      and(
        or(eq(duplicateItems.leadA, leadId), eq(duplicateItems.leadB, leadId)),
        inArray(duplicateItems.status, ["pending", "later", "distinct"]),
        ne(duplicateItems.reason, "split_apart"),
      ),
    )
    .orderBy(desc(duplicateItems.probability), desc(duplicateItems.id))
    .limit(ITEMS_MAX)
  const isOpen = (status: string): boolean => status !== "distinct"
  const sorted = rows.toSorted((a, b) => Number(isOpen(b.status)) - Number(isOpen(a.status)))
  return { items: await duplicateViews(ctx, sorted), merges: await readMerges(ctx, leadId) }
}

async function readMerges(ctx: Ctx, leadId: string): Promise<LeadMerge[]> {
  const other = { otherId: leads.id, name: leads.name, phones: leads.phones, emails: leads.emails }
  const [merged, split] = await Promise.all([
    ctx.db
      .select({ id: merges.id, at: merges.at, by: users.name, ...other })
      .from(merges)
      .innerJoin(leads, eq(leads.id, merges.mergedId))
      .leftJoin(users, eq(users.id, merges.userId))
      .where(and(eq(merges.survivorId, leadId), isNull(merges.undoneAt)))
      .orderBy(desc(merges.at))
      .limit(ITEMS_MAX),
    ctx.db
      .select({ id: splits.id, at: splits.at, by: users.name, ...other })
      .from(splits)
      .innerJoin(leads, eq(leads.id, splits.toId))
      .leftJoin(users, eq(users.id, splits.userId))
      .where(and(eq(splits.fromId, leadId), isNull(splits.undoneAt)))
      .orderBy(desc(splits.at))
      .limit(ITEMS_MAX),
  ])
  const view = (row: (typeof merged)[number], kind: LeadMerge["kind"]): LeadMerge => ({
    id: row.id,
    kind,
    other: { id: row.otherId, name: row.name, phone: row.phones[0] ?? null, email: row.emails[0] ?? null },
    at: row.at.toISOString(),
    by: row.by,
  })
  return [...merged.map((row) => view(row, "merge")), ...split.map((row) => view(row, "split"))].sort((a, b) => (a.at < b.at ? 1 : -1))
}
