import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"

/** Who receives escalations: managers; without one, the senior agents; otherwise the admins. */
export async function escalationRecipients(tx: Transaction): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string; role: string }>(
    sql`select id, role from users where active and role in ('manager', 'senior_agent', 'admin') order by id`,
  )
  for (const role of ["manager", "senior_agent", "admin"]) {
    const found = rows.filter((row) => row.role === role)
    if (found.length > 0) return found.map(({ id }) => id)
  }
  return []
}
