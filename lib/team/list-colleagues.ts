import { asc, eq } from "drizzle-orm"
import { users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { requirePermission } from "@/lib/platform/permissions"

/** Everyone who may own a lead. */
export async function listColleagues(ctx: Ctx): Promise<{ id: string; name: string; role: Role }[]> {
  requirePermission(ctx, "lead.read")
  return await ctx.db
    .select({ id: users.id, name: users.name, role: users.role })
    .from(users)
    .where(eq(users.active, true))
    .orderBy(asc(users.name))
}
