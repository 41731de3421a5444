import { eq } from "drizzle-orm"
import { z } from "zod"
import { savedViews } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { can, requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

export const VIEW_PAGES = ["board"] as const

export const SaveView = z.object({
  /** Left out for a new view. */
  id: z.uuid().optional(),
  page: z.enum(VIEW_PAGES),
  name: z.string().trim().min(1, "A view needs a name.").max(60),
  /** The page's query without its question mark. */
  query: z.string().max(1000),
  shared: z.boolean(),
})

/** Keeps a page with its filters under a name. A view is its maker's; a shared one may be changed by a manager too. */
export async function saveView(ctx: Ctx, input: z.infer<typeof SaveView>): Promise<{ id: string }> {
  requirePermission(ctx, "lead.read")
  const { id, ...view } = SaveView.parse(input)
  if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Views belong to people.")
  const ownerId = ctx.actor.id
  return await inTransaction(ctx, async (tx) => {
    if (id === undefined) {
      const made = newId()
      await tx.insert(savedViews).values({ id: made, ...view, ownerId, createdAt: ctx.now(), updatedAt: ctx.now() })
      if (view.shared) await writeAudit(ctx, tx, { action: "view.shared", subject: made, change: view })
      return { id: made }
    }
    const [before] = await tx.select().from(savedViews).where(eq(savedViews.id, id)).for("update")
    if (!before || !mayChangeView(ctx, before)) throw new AppError("not_found", "There is no such view of yours.")
    await tx
      .update(savedViews)
      .set({ ...view, updatedAt: ctx.now() })
      .where(eq(savedViews.id, id))
    if (view.shared || before.shared) await writeAudit(ctx, tx, { action: "view.changed", subject: id, change: { before, after: view } })
    return { id }
  })
}

type View = Pick<typeof savedViews.$inferSelect, "ownerId" | "shared">

export const mayChangeView = ({ actor }: Pick<Ctx, "actor">, view: View): boolean =>
  actor.kind === "user" && (view.ownerId === actor.id || (view.shared && can(actor, "reports.team")))
