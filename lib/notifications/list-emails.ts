import { desc } from "drizzle-orm"
import { sentEmails } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

const SHOWN = 100

/** The latest mail of ours, newest first, whether it left the house or not. */
export async function listEmails(ctx: Ctx): Promise<(typeof sentEmails.$inferSelect)[]> {
  requirePermission(ctx, "settings.manage")
  return await ctx.db.select().from(sentEmails).orderBy(desc(sentEmails.createdAt), desc(sentEmails.id)).limit(SHOWN)
}
