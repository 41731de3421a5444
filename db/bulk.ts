import { getTableColumns, getTableName, sql, type SQL } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import type { Transaction } from "@/db/client"

/**
 * Many rows in one statement with one parameter. A batch of a few hundred rows as separate bind values costs more in
 * the driver and the planner than the insert itself; as one JSON document it is a single cheap parse on the server.
 * All rows must have the same keys. Dates travel as ISO 8601.
 */
export async function insertRows<T extends PgTable>(
  tx: Transaction,
  table: T,
  rows: readonly T["$inferInsert"][],
  onConflict: SQL = sql``,
): Promise<void> {
  const first = rows[0]
  if (!first) return
  const columns = getTableColumns(table)
  const keys = Object.keys(first)
  const names = keys.map((key) => columnName(columns, key))
  const document = rows.map((row) => toDocument(row, keys, names))
  const list = sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  )
  const name = sql.identifier(getTableName(table))
  await tx.execute(
    sql`insert into ${name} (${list}) select ${list} from jsonb_populate_recordset(null::${name}, ${JSON.stringify(document)}::jsonb) ${onConflict}`,
  )
}

/** `on conflict (id) do update` that takes every listed column from the new row. */
export function overwriting<T extends PgTable>(table: T, keys: readonly (keyof T["$inferInsert"] & string)[]): SQL {
  const columns = getTableColumns(table)
  const assignments = keys.map((key) => {
    const name = sql.identifier(columnName(columns, key))
    return sql`${name} = excluded.${name}`
  })
  return sql`on conflict (id) do update set ${sql.join(assignments, sql`, `)}`
}

function columnName(columns: Record<string, { name: string }>, key: string): string {
  const column = columns[key]
  if (!column) throw new Error(`no column for ${key}`)
  return column.name
}

function toDocument(row: object, keys: readonly string[], names: readonly string[]): Record<string, unknown> {
  const values = row as Record<string, unknown>
  return Object.fromEntries(keys.map((key, at) => [names[at], values[key] ?? null]))
}
