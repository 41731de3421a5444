import { eq } from "drizzle-orm"
import { savedViews } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { mayChangeView } from "./save-view"

/** Removes a view; whoever started with it starts with all leads again. */
export async function deleteView(ctx: Ctx, { id }: { id: string }): Promise<void> {
  requirePermission(ctx, "lead.read")
  await inTransaction(ctx, async (tx) => {
    const [view] = await tx.select().from(savedViews).where(eq(savedViews.id, id)).for("update")
    if (!view || !mayChangeView(ctx, view)) throw new AppError("not_found", "There is no such view of yours.")
    await tx.delete(savedViews).where(eq(savedViews.id, id))
    if (view.shared) await writeAudit(ctx, tx, { action: "view.deleted", subject: id, change: { name: view.name, query: view.query } })
  })
}
