import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"

/** Why everything is counted again; closed months that change by it say so. */
export type RecountCause = "rules" | "repair"

/** Marks every lead that has posted or could post. */
export async function recountAll({ db }: { db: Pick<Database, "execute"> }, cause: RecountCause = "repair"): Promise<void> {
  await db.execute(sql`
    insert into report_dirty (lead_id, cause)
    select id, ${cause} from leads where state = 'active' and kind = 'lead' union select distinct lead_id, ${cause} from report_entries`)
}
