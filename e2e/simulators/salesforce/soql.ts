import type { Org, SfRecord, Value } from "./org"
import { recordsOf, visibleField } from "./org"
import { problem } from "./problems"

/** The part of SOQL that a sync needs: one object, one level of relation, conditions, two sort fields, a limit. */
type Test = (record: SfRecord) => boolean
type Cursor = { tokens: string[]; at: number }

export type Selection = { type: string; fields: string[]; isCount: boolean; records: SfRecord[] }

const TOKEN = /'(?:\\.|[^'\\])*'|\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})|\d{4}-\d{2}-\d{2}|!=|<>|>=|<=|[=<>(),]|[\w.+-]+/g
const malformed = (message: string) => problem(400, "MALFORMED_QUERY", message)

export function select(org: Org, soql: string, withDeleted: boolean): Selection {
  const cursor: Cursor = { tokens: soql.match(TOKEN) ?? [], at: 0 }
  expectWord(cursor, "SELECT")
  const fields: string[] = []
  const isCount = word(cursor) === "COUNT"
  if (isCount) cursor.at += 3
  else
    do fields.push(next(cursor))
    while (accept(cursor, ","))
  expectWord(cursor, "FROM")
  const type = next(cursor)
  if (!org.objects.has(type)) throw problem(400, "INVALID_TYPE", `sObject type '${type}' is not supported.`)
  for (const name of fields) checkField(org, type, name)
  const test = accept(cursor, "WHERE") ? either(org, type, cursor) : () => true
  const order = accept(cursor, "ORDER") ? orderBy(org, type, cursor) : () => 0
  const limit = accept(cursor, "LIMIT") ? Number(next(cursor)) : Number.POSITIVE_INFINITY
  if (cursor.at < cursor.tokens.length) throw malformed(`unexpected token: '${cursor.tokens[cursor.at]}'`)
  const records = recordsOf(org, type, withDeleted).filter(test).toSorted(order).slice(0, limit)
  return { type, fields, isCount, records }
}

export function valueOf(org: Org, record: SfRecord, path: string): Value {
  const [relation = "", name] = path.split(".")
  if (name !== undefined) {
    const other = org.records.get(String(record.values[`${relation}Id`] ?? "").slice(0, 15))
    return other ? valueOf(org, other, name) : null
  }
  const known = visibleField(org, record.type, path)?.name ?? path
  if (known === "IsDeleted") return record.deletedAt !== null
  return record.values[known] ?? null
}

function checkField(org: Org, type: string, path: string): void {
  const [relation = "", name] = path.split(".")
  const isKnown =
    name === undefined
      ? visibleField(org, type, path) !== undefined || path === "Name"
      : visibleField(org, type, `${relation}Id`) !== undefined
  if (!isKnown)
    throw problem(
      400,
      "INVALID_FIELD",
      `No such column '${path}' on entity '${type}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`,
    )
}

const word = ({ tokens, at }: Cursor): string => (tokens[at] ?? "").toUpperCase()
function next(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at]
  if (token === undefined) throw malformed("unexpected end of query")
  cursor.at += 1
  return token
}
function accept(cursor: Cursor, wanted: string): boolean {
  if (word(cursor) !== wanted) return false
  cursor.at += 1
  return true
}
function expectWord(cursor: Cursor, wanted: string): void {
  if (!accept(cursor, wanted)) throw malformed(`unexpected token: '${cursor.tokens[cursor.at] ?? ""}', expecting ${wanted}`)
}

function either(org: Org, type: string, cursor: Cursor): Test {
  const tests = [both(org, type, cursor)]
  while (accept(cursor, "OR")) tests.push(both(org, type, cursor))
  return (record) => tests.some((test) => test(record))
}

function both(org: Org, type: string, cursor: Cursor): Test {
  const tests = [condition(org, type, cursor)]
  while (accept(cursor, "AND")) tests.push(condition(org, type, cursor))
  return (record) => tests.every((test) => test(record))
}

function condition(org: Org, type: string, cursor: Cursor): Test {
  if (accept(cursor, "(")) {
    const inner = either(org, type, cursor)
    expectWord(cursor, ")")
    return inner
  }
  const path = next(cursor)
  checkField(org, type, path)
  const operator = word(cursor)
  cursor.at += 1
  if (operator === "IN") {
    const values: Value[] = []
    expectWord(cursor, "(")
    do values.push(literal(next(cursor)))
    while (accept(cursor, ","))
    expectWord(cursor, ")")
    return (record) => values.some((value) => compare(valueOf(org, record, path), value) === 0)
  }
  const value = literal(next(cursor))
  if (operator === "LIKE") {
    const pattern = new RegExp(`^${escape(String(value)).replaceAll("%", ".*").replaceAll("_", ".")}$`, "is")
    return (record) => pattern.test(String(valueOf(org, record, path) ?? ""))
  }
  const isHit = OPERATORS[operator]
  if (!isHit) throw malformed(`unknown operator: ${operator}`)
  return (record) => isHit(compare(valueOf(org, record, path), value))
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const OPERATORS: Record<string, (order: number | null) => boolean> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<>": (order) => order !== 0,
  ">": (order) => order !== null && order > 0,
  ">=": (order) => order !== null && order >= 0,
  "<": (order) => order !== null && order < 0,
  "<=": (order) => order !== null && order <= 0,
}

function literal(token: string): Value {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll(/\\(.)/g, "$1")
  const lower = token.toLowerCase()
  if (lower === "null") return null
  if (lower === "true" || lower === "false") return lower === "true"
  if (/^\d{4}-\d{2}-\d{2}/.test(token)) return token
  if (Number.isFinite(Number(token))) return Number(token)
  throw malformed(`unexpected token: '${token}'`)
}

/** Null where the two cannot be told apart by order: one of them is empty. Ids compare by their first 15 characters. */
function compare(a: Value, b: Value): number | null {
  if (a === null || b === null) return a === b ? 0 : null
  const [left, right] = [comparable(a), comparable(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function comparable(value: string | number | boolean): string | number {
  if (typeof value !== "string") return Number(value)
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return Date.parse(value)
  return /^0[0-9A-Za-z]{2}Ab0[0-9A-Za-z]{9}([0-9A-Za-z]{3})?$/.test(value) ? value.slice(0, 15) : value.toLowerCase()
}

function orderBy(org: Org, type: string, cursor: Cursor): (a: SfRecord, b: SfRecord) => number {
  expectWord(cursor, "BY")
  const keys: { path: string; sign: number }[] = []
  do {
    const path = next(cursor)
    checkField(org, type, path)
    keys.push({ path, sign: accept(cursor, "DESC") ? -1 : 1 })
    accept(cursor, "ASC")
  } while (accept(cursor, ","))
  return (a, b) => {
    for (const { path, sign } of keys) {
      const order = compare(valueOf(org, a, path), valueOf(org, b, path)) ?? 0
      if (order !== 0) return order * sign
    }
    return 0
  }
}
