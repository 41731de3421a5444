import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"

/** Who is told when something is amiss: managers; where there is none, the senior agents; else the admins. */
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
