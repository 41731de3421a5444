import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"

/** Marks every lead that has posted or could post. */
export const countAllAnew = async (ctx: Pick<Ctx, "db">): Promise<void> => {
  await ctx.db.execute(sql`
    insert into report_dirty (lead_id, cause)
    select id, 'first_count' from leads where state = 'active' and kind = 'lead' union select distinct lead_id, 'first_count' from report_entries`)
}
