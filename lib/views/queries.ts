import { and, asc, eq, or } from "drizzle-orm"
import { savedViewDefaults, savedViews, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { mayChangeView, type VIEW_PAGES } from "./save-view"

export type SavedView = {
  id: string
  name: string
  query: string
  shared: boolean
  /** Whose it is, when it is a colleague's. */
  by: string | null
  isDefault: boolean
  mayChange: boolean
}

/** The viewer's own views of a page and the team's, by name. */
export async function listViews(ctx: Ctx, { page }: { page: (typeof VIEW_PAGES)[number] }): Promise<SavedView[]> {
  requirePermission(ctx, "lead.read")
  if (ctx.actor.kind !== "user") return []
  const viewerId = ctx.actor.id
  const [rows, [start]] = await Promise.all([
    ctx.db
      .select({ view: savedViews, by: users.name })
      .from(savedViews)
      .innerJoin(users, eq(users.id, savedViews.ownerId))
      .where(and(eq(savedViews.page, page), or(eq(savedViews.ownerId, viewerId), eq(savedViews.shared, true))))
      .orderBy(asc(savedViews.name)),
    ctx.db
      .select({ viewId: savedViewDefaults.viewId })
      .from(savedViewDefaults)
      .where(and(eq(savedViewDefaults.userId, viewerId), eq(savedViewDefaults.page, page))),
  ])
  return rows.map(({ view, by }) => ({
    id: view.id,
    name: view.name,
    query: view.query,
    shared: view.shared,
    by: view.ownerId === viewerId ? null : by,
    isDefault: view.id === start?.viewId,
    mayChange: mayChangeView(ctx, view),
  }))
}
