import { sql, type SQL } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { TableData } from "@/db/personal-data"

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
