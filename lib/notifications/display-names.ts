import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"

/** What the leads and colleagues of a notice are called. A lead without a name goes by its number or its address. */
type Names = { lead: (id: string) => string; user: (id: string | null) => string; isActive: (id: string) => boolean }

export async function readDisplayNames(
  tx: Transaction,
  about: { leads: readonly string[]; users: readonly (string | null)[] },
): Promise<Names> {
  const { rows } = await tx.execute<{ id: string; name: string; active: boolean }>(sql`
    select id, coalesce(name, phones[1], emails[1], 'A visitor') as name, true as active from leads
    where id in ${idsIn([...new Set(about.leads)])}
    union all
    select id, name, active from users where id in ${idsIn([...new Set(about.users.filter((id) => id !== null))])}`)
  const known = new Map(rows.map((row) => [row.id, row]))
  return {
    lead: (id) => known.get(id)?.name ?? "A visitor",
    user: (id) => (id === null ? "no one" : (known.get(id)?.name ?? "a colleague")),
    isActive: (id) => known.get(id)?.active ?? false,
  }
}
