import type { Table } from "./metadata"
import { findRow, isGuid, rowsOf, type Org, type Row, type Values } from "./org"
import { refused } from "./problems"

/** Which row a path names: `/leads(<guid>)`, or `/leads(key='value')` by an alternate key that is ready. */
export type Address = { table: Table; id: string | null; key: Values | null }

/** A key value with any of these cannot be addressed, encoded or not. */
const FORBIDDEN = /[/<>*%&:\\?+]/

const ADDRESS = /^\/?(\w+)(?:\((.*)\))?$/s

export const unknownSet = (segment: string) => refused(404, "0x8006088a", `Resource not found for the segment '${segment}'.`)

/** Entity sets are case-sensitive. */
export function tableOfSet(org: Org, set: string): Table {
  const table = [...org.tables.values()].find((known) => known.set === set)
  if (!table) throw unknownSet(set)
  return table
}

export function addressOf(org: Org, segment: string): Address {
  const [, set = "", inner] = ADDRESS.exec(segment) ?? []
  const table = tableOfSet(org, set)
  if (inner === undefined) return { table, id: null, key: null }
  if (isGuid(inner)) return { table, id: inner.toLowerCase(), key: null }
  const parts = [...inner.matchAll(/(\w+)=(?:'((?:[^']|'')*)'|([^,]+))/g)]
  const key: Values = Object.fromEntries(
    parts.map(([, name = "", quoted, bare]) => [name, quoted === undefined ? Number(bare) : quoted.replaceAll("''", "'")]),
  )
  if (parts.length === 0) throw refused(400, "0x80060888", `Bad Request - Error in query syntax: ${inner}`)
  if (Object.values(key).some((value) => FORBIDDEN.test(String(value)))) throw unknownSet(segment)
  const known = table.keys.find(({ columns }) => columns.length === parts.length && columns.every((name) => name in key))
  if (!known) throw refused(400, "0x80060888", `The specified key attributes are not a defined key for the ${table.name} entity`)
  if (known.isFailed || known.activeAt > org.clock.now())
    throw refused(400, "0x80060893", `The key ${known.schemaName} of the ${table.name} entity is not active`)
  return { table, id: null, key }
}

export function rowAt(org: Org, { table, id, key }: Address): Row | undefined {
  if (id !== null) return findRow(org, table.name, id)
  return rowsOf(org, table.name).find((row) =>
    Object.entries(key ?? {}).every(([name, value]) => String(row.values[name] ?? "").toLowerCase() === String(value).toLowerCase()),
  )
}
