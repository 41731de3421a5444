import { columnOf, type Org, type Row } from "./org"
import type { Table } from "./metadata"
import { refused } from "./problems"

/** `$filter` and `$orderby`: comparisons, `and`, `or`, `not`, parentheses, `contains`, `startswith`, `endswith`. */
type Plain = string | number | boolean | null
type Cursor = { tokens: string[]; at: number; org: Org; table: Table }
type Test = (row: Row) => boolean

const TOKEN = /'(?:[^']|'')*'|[(),]|[^\s(),']+/g

export const noProperty = (table: Table, name: string) =>
  refused(400, "0x0", `Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${table.name}'.`)

export function parseFilter(org: Org, table: Table, filter: string): Test {
  const cursor: Cursor = { tokens: filter.match(TOKEN) ?? [], at: 0, org, table }
  const test = either(cursor)
  if (cursor.at < cursor.tokens.length) throw refused(400, "0x80060888", `Syntax error at '${cursor.tokens[cursor.at]}' in '${filter}'.`)
  return test
}

/** As it is compared: a lookup by its id. */
function plainOf(org: Org, table: Table, row: Row, name: string): Plain {
  const lookup = /^_(\w+)_value$/.exec(name)?.[1]
  const known = columnOf(org, table, lookup ?? name)
  if (!known || (known.type === "Lookup") !== (lookup !== undefined)) throw noProperty(table, name)
  const value = name === table.idColumn ? row.id : (row.values[known.name] ?? null)
  return typeof value === "object" && value !== null ? value.id : value
}

const next = (cursor: Cursor): string => cursor.tokens[cursor.at++] ?? ""
function accept(cursor: Cursor, token: string): boolean {
  if (cursor.tokens[cursor.at] !== token) return false
  cursor.at += 1
  return true
}

function either(cursor: Cursor): Test {
  const tests = [both(cursor)]
  while (accept(cursor, "or")) tests.push(both(cursor))
  return (row) => tests.some((test) => test(row))
}

function both(cursor: Cursor): Test {
  const tests = [condition(cursor)]
  while (accept(cursor, "and")) tests.push(condition(cursor))
  return (row) => tests.every((test) => test(row))
}

const FUNCTIONS: Record<string, (text: string, part: string) => boolean> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
}

const OPERATORS: Record<string, (order: number | null) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order !== null && order > 0,
  ge: (order) => order !== null && order >= 0,
  lt: (order) => order !== null && order < 0,
  le: (order) => order !== null && order <= 0,
}

function condition(cursor: Cursor): Test {
  const { org, table } = cursor
  if (accept(cursor, "not")) {
    const inner = condition(cursor)
    return (row) => !inner(row)
  }
  if (accept(cursor, "(")) {
    const inner = either(cursor)
    accept(cursor, ")")
    return inner
  }
  const name = next(cursor)
  const call = FUNCTIONS[name]
  if (call && accept(cursor, "(")) {
    const property = next(cursor)
    accept(cursor, ",")
    const part = String(literal(next(cursor))).toLowerCase()
    accept(cursor, ")")
    return (row) => call(String(plainOf(org, table, row, property) ?? "").toLowerCase(), part)
  }
  const isHit = OPERATORS[next(cursor)]
  if (!isHit) throw refused(400, "0x80060888", `Syntax error after '${name}'.`)
  const value = literal(next(cursor))
  // A name that is not there is refused also where no row is.
  plainOf(org, table, { table: table.name, id: "", values: {}, version: 0, isDeleted: false }, name)
  return (row) => isHit(compare(plainOf(org, table, row, name), value))
}

function literal(token: string): Plain {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (token === "null") return null
  if (token === "true" || token === "false") return token === "true"
  return Number.isFinite(Number(token)) && token !== "" ? Number(token) : token
}

function compare(a: Plain, b: Plain): number | null {
  if (a === null || b === null) return a === b ? 0 : null
  const [left, right] = [comparable(a), comparable(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

const comparable = (value: string | number | boolean): string | number =>
  typeof value !== "string" ? Number(value) : /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? Date.parse(value) : value.toLowerCase()

export function parseOrder(org: Org, table: Table, orderBy: string): (a: Row, b: Row) => number {
  const keys = orderBy.split(",").map((part) => part.trim().split(/\s+/))
  return (a, b) => {
    for (const [name = "", direction] of keys) {
      const order = compare(plainOf(org, table, a, name), plainOf(org, table, b, name)) ?? 0
      if (order !== 0) return direction === "desc" ? -order : order
    }
    return 0
  }
}
