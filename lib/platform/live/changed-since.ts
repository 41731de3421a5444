import { gte } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { IDS_MAX, type LeadsChanged } from "./announce"

/** Clocks of two processes differ slightly, and a transaction stamps its rows before it commits. */
const SLACK_MS = 2_000

/** Leads that changed since a page was rendered; null when none did. */
export async function changedSince(ctx: Ctx, since: Date): Promise<LeadsChanged | null> {
  requirePermission(ctx, "lead.read")
  const rows = await ctx.db
    .select({ id: leads.id })
    .from(leads)
    .where(gte(leads.updatedAt, new Date(since.getTime() - SLACK_MS)))
    .limit(IDS_MAX + 1)
  if (rows.length === 0) return null
  return { ids: rows.length > IDS_MAX ? "many" : rows.map(({ id }) => id) }
}
