import type { Stored } from "@/e2e/simulators/shared/store"
import { fieldsOf, valueOf, type Org } from "./org"
import { ZohoProblem } from "./problems"

/** `select a, b from M where … order by … limit n`: more than two criteria stand in brackets, two by two. */
type Test = (record: Stored) => boolean
type Parsed = { columns: string[]; module: string; test: Test; order: { name: string; isDown: boolean }[]; limit: number }

const [COLUMNS_MAX, CRITERIA_MAX, VALUES_MAX, LIMIT_MAX] = [50, 25, 50, 2_000]
const ALWAYS = new Set(["id", "Created_Time", "Modified_Time", "Owner"])

const syntax = (near: string): ZohoProblem =>
  new ZohoProblem(400, "SYNTAX_ERROR", "error occurred while parsing the query", { near, line: 1 })

export function select(org: Org, text: string): { records: Stored[]; columns: string[]; limit: number; hasMore: boolean } {
  const { columns, module, test, order, limit } = parse(org, text)
  const rows = org.store.list(module).filter(test)
  const sorted = rows.toSorted((a, b) => {
    for (const { name, isDown } of order) {
      const [left, right] = [comparable(org, a, name), comparable(org, b, name)]
      if (left !== right) return (left < right ? -1 : 1) * (isDown ? -1 : 1)
    }
    return 0
  })
  return { records: sorted.slice(0, limit), columns, limit, hasMore: sorted.length > limit }
}

function parse(org: Org, text: string): Parsed {
  const [, list = "", module = "", where = "", order = "", limit = "200"] =
    /^select (.+?) from (\w+) where (.+?)(?: order by (.+?))?(?: limit (\d+))?$/is.exec(text.trim()) ?? []
  if (module === "") throw syntax("select")
  if (!org.fields.has(module)) throw new ZohoProblem(400, "INVALID_QUERY", "invalid module")
  const columns = list.split(",").map((name) => name.trim())
  if (columns.length > COLUMNS_MAX) throw new ZohoProblem(400, "LIMIT_EXCEEDED", "too many columns", { limit: COLUMNS_MAX })
  for (const name of columns) column(org, module, name)
  if (Number(limit) > LIMIT_MAX) throw new ZohoProblem(400, "LIMIT_EXCEEDED", "limit exceeded", { limit: LIMIT_MAX })
  const sorting = order
    .split(",")
    .filter(Boolean)
    .map((part) => ({ name: part.trim().split(/\s+/)[0] ?? "", isDown: /desc$/i.test(part.trim()) }))
  return { columns, module, test: criteria(org, module, where), order: sorting, limit: Number(limit) }
}

function column(org: Org, module: string, given: string): string {
  const name = given.replace(/\.id$/, "")
  if (!ALWAYS.has(name) && !fieldsOf(org, module).some(({ api_name }) => api_name === name))
    throw new ZohoProblem(400, "INVALID_QUERY", "column given seems to be invalid", { column_name: name })
  return name
}

function comparable(org: Org, record: Stored, name: string): string | number {
  const value = valueOf(org, record, name.replace(/\.id$/, ""))
  if (typeof value === "object" && value !== null && "id" in value) return String(value.id)
  if (name.endsWith("_Time")) return Date.parse(String(value))
  return typeof value === "number" ? value : value === null ? "" : String(value)
}

function criteria(org: Org, module: string, text: string): Test {
  const tokens = text.match(/'(?:[^'\\]|\\.)*'|[(),]|[<>!]?=|[<>]|[\w.]+/g) ?? []
  let at = 0
  let count = 0
  const next = (): string => tokens[at++] ?? ""
  const literal = (token: string): string => token.replace(/^'|'$/g, "").replaceAll(/\\(.)/g, "$1")
  const operand = (): Test => {
    if (tokens[at] === "(") {
      next()
      const inner = pair()
      if (next() !== ")") throw syntax(tokens[at - 1] ?? ")")
      return inner
    }
    count += 1
    if (count > CRITERIA_MAX) throw new ZohoProblem(400, "LIMIT_EXCEEDED", "too many criteria", { limit: CRITERIA_MAX })
    return comparison()
  }
  const comparison = (): Test => {
    const given = next()
    column(org, module, given)
    const operator = next().toLowerCase()
    if (operator === "in") return membership(given)
    if (operator === "is") {
      const isNot = tokens[at]?.toLowerCase() === "not"
      at += isNot ? 2 : 1
      return (record) => (comparable(org, record, given) === "") !== isNot
    }
    const wanted = literal(next())
    const parts = wanted.split("%").map((part) => part.toLowerCase())
    return (record) => {
      const known = comparable(org, record, given)
      const value = typeof known === "number" ? (given.endsWith("_Time") ? Date.parse(wanted) : Number(wanted)) : wanted
      if (operator === "like") return isLike(String(known).toLowerCase(), parts)
      if (operator === "=") return known === value
      if (operator === "!=") return known !== value
      if (operator === ">") return known > value
      if (operator === ">=") return known >= value
      if (operator === "<") return known < value
      if (operator === "<=") return known <= value
      throw syntax(operator)
    }
  }
  const membership = (given: string): Test => {
    if (next() !== "(") throw syntax("in")
    const values: string[] = []
    for (let token = next(); token !== ")" && token !== ""; token = next()) if (token !== ",") values.push(literal(token))
    if (values.length > VALUES_MAX) throw new ZohoProblem(400, "LIMIT_EXCEEDED", "too many values", { limit: VALUES_MAX })
    const wanted = new Set(values.map((value) => value.toLowerCase()))
    return (record) => wanted.has(String(comparable(org, record, given)).toLowerCase())
  }
  const pair = (): Test => {
    const first = operand()
    const word = tokens[at]?.toLowerCase()
    if (word !== "and" && word !== "or") return first
    next()
    const second = operand()
    return word === "and" ? (record) => first(record) && second(record) : (record) => first(record) || second(record)
  }
  const whole = pair()
  if (at < tokens.length) throw syntax(tokens[at] ?? "")
  return whole
}

/** `parts` in their order, the first at the beginning and the last at the end. */
function isLike(text: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts
  const last = rest.at(-1) ?? ""
  return text.startsWith(first) && text.endsWith(last) && parts.every((part) => text.includes(part))
}
