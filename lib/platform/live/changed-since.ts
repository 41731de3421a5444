import { gte } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { IDS_MAX, type LeadsChanged } from "./announce"

/** Clocks of two processes differ slightly, and a transaction stamps its rows before it commits. */
const SLACK_MS = 2_000

/** With the version of each lead, so that a page that shows this very version is not read again. */
type ChangedMeanwhile = LeadsChanged & { versions?: Record<string, number> }

/** Leads that changed since a page was rendered; null when none did. */
export async function changedSince(ctx: Ctx, since: Date): Promise<ChangedMeanwhile | null> {
  requirePermission(ctx, "lead.read")
  const rows = await ctx.db
    .select({ id: leads.id, version: leads.version })
    .from(leads)
    .where(gte(leads.updatedAt, new Date(since.getTime() - SLACK_MS)))
    .limit(IDS_MAX + 1)
  if (rows.length === 0) return null
  if (rows.length > IDS_MAX) return { ids: "many" }
  return { ids: rows.map(({ id }) => id), versions: Object.fromEntries(rows.map(({ id, version }) => [id, version])) }
}
