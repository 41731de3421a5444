import { and, eq, or } from "drizzle-orm"
import { z } from "zod"
import { savedViewDefaults, savedViews } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { VIEW_PAGES } from "./save-view"

export const ChooseDefaultView = z.object({ page: z.enum(VIEW_PAGES), viewId: z.uuid().nullable() })

/** The view a colleague starts the page with; null starts with everything. */
export async function chooseDefaultView(ctx: Ctx, input: z.infer<typeof ChooseDefaultView>): Promise<void> {
  requirePermission(ctx, "lead.read")
  const { page, viewId } = ChooseDefaultView.parse(input)
  if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Views belong to people.")
  const userId = ctx.actor.id
  await inTransaction(ctx, async (tx) => {
    await tx.delete(savedViewDefaults).where(and(eq(savedViewDefaults.userId, userId), eq(savedViewDefaults.page, page)))
    if (viewId === null) return
    const [view] = await tx
      .select({ id: savedViews.id })
      .from(savedViews)
      .where(and(eq(savedViews.id, viewId), eq(savedViews.page, page), or(eq(savedViews.ownerId, userId), eq(savedViews.shared, true))))
    if (!view) throw new AppError("not_found", "There is no such view.")
    await tx.insert(savedViewDefaults).values({ userId, page, viewId })
  })
}
