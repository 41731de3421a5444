import { sql, type SQL } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Database } from "@/db/client"
import type { TableData } from "@/db/personal-data"

/** The lead and all that were ever merged into it. */
export async function everyIdOf(db: Pick<Database, "execute">, leadId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with recursive person as (select ${leadId}::uuid as id union select l.id from leads l join person p on l.merged_into = p.id) select id from person order by id`)
  return rows.map(({ id }) => id)
}

/** Whether a row `t` of the table belongs to one of these leads, by the columns that the list of personal data names. */
export function isOf({ of = [] }: TableData, types: ReadonlyMap<string, string>, leadIds: readonly string[]): SQL {
  const ids = sql`array${idsIn(leadIds)}`
  return sql`(${sql.join(
    of.map((column) =>
      types.get(column) === "uuid[]" ? sql`t.${sql.identifier(column)} && ${ids}` : sql`t.${sql.identifier(column)} = any(${ids})`,
    ),
    sql` or `,
  )})`
}
