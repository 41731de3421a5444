import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

const SHOWN = 200

const ErasureRequest = z.object({ leadId: z.uuid(), name: z.string().nullable(), askedAt: z.coerce.date() })
export type ErasureRequest = z.infer<typeof ErasureRequest>

const Erasure = z.object({ leadId: z.uuid(), at: z.coerce.date(), by: z.string().nullable(), reason: z.string().nullable() })
export type Erasure = z.infer<typeof Erasure>

/** People whom the CRM erased for their privacy and who are still here, the longest waiting first. */
export async function listErasureRequests(ctx: Ctx): Promise<ErasureRequest[]> {
  requirePermission(ctx, "lead.erase")
  const { rows } = await ctx.db.execute(sql`
    select l.id as "leadId", coalesce(l.name, l.phones[1], l.emails[1]) as name, min(x.at) as "askedAt"
    from crm_exclusions x join leads l on l.id = x.lead_id
    where x.reason = 'privacy' and l.state = 'active' group by l.id order by 3, 1 limit ${SHOWN}`)
  return rows.map((row) => ErasureRequest.parse(row))
}

/** Who was erased, as far as may be known: an id, when, by whom and why; newest first. */
export async function listErasures(ctx: Ctx): Promise<Erasure[]> {
  requirePermission(ctx, "lead.erase")
  const { rows } = await ctx.db.execute(sql`
    select a.lead_id as "leadId", a.at, u.name as by, a.change->>'reason' as reason
    from audit_log a left join users u on a.actor_kind = 'user' and u.id::text = a.actor_id
    where a.action = 'lead.erased' order by a.at desc, a.id desc limit ${SHOWN}`)
  return rows.map((row) => Erasure.parse(row))
}
