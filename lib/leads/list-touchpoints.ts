import { and, desc, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { touchpoints } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { touchpointView } from "./get-lead"
import type { LeadTouchpoint } from "./lead-views"

export const ListTouchpoints = z.object({
  leadId: z.uuid(),
  /** The oldest touchpoint shown so far; the ones before it follow. */
  before: z.object({ occurredAt: z.iso.datetime({ offset: true }), id: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(100).default(10),
})

/** A page of a lead's timeline, newest first. */
export async function listTouchpoints(
  ctx: Ctx,
  input: z.input<typeof ListTouchpoints>,
): Promise<{ data: LeadTouchpoint[]; hasMore: boolean }> {
  requirePermission(ctx, "lead.read")
  const { leadId, before, limit } = ListTouchpoints.parse(input)
  const rows = await ctx.db
    .select()
    .from(touchpoints)
    .where(
      and(
        eq(touchpoints.leadId, leadId),
        before ? sql`(date_trunc('milliseconds', occurred_at), id) < (${before.occurredAt}::timestamptz, ${before.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(touchpoints.occurredAt), desc(touchpoints.id))
    .limit(limit + 1)
  return { data: rows.slice(0, limit).map(touchpointView), hasMore: rows.length > limit }
}
