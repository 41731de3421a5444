import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import { closeOpportunity, mergeRows, qualifyLead } from "./actions"
import { addressOf, rowAt, tableOfSet, unknownSet, type Address } from "./address"
import { definitions } from "./definitions"
import { removeRow, rowsOf, type Author, type Org, type Row } from "./org"
import { DvProblem, notThere, refused } from "./problems"
import { readSet, rowBody } from "./query"
import { createRow, guard, updateRow, type Writing } from "./write"

/** The Web API below /api/data/v9.2/. */
export function callApi(org: Org, call: SimCall): SimAnswer {
  const path = segmentsOf(call.url.pathname.replace(/^\/api\/data\/v\d+\.\d+\/?/, ""))
  const body = bodyOf(call)
  const author: Author = { userId: org.user.integration, tag: call.url.searchParams.get("tag") }
  const [first = "", second] = path
  switch (first.replace(/\(.*/s, "")) {
    case "":
      return { status: 200, body: { value: [...org.tables.values()].map(({ set }) => ({ name: set, kind: "EntitySet", url: set })) } }
    case "WhoAmI":
      return { status: 200, body: { UserId: org.user.integration, BusinessUnitId: org.user.flow, OrganizationId: org.user.person } }
    case "RetrieveTotalRecordCount":
      return totals(org, first + call.url.search)
    case "EntityDefinitions":
      return definitions(org, call.method, path, body)
    case "WinOpportunity":
    case "LoseOpportunity":
      return closeOpportunity(org, first === "WinOpportunity", body, author)
    case "Merge":
      return mergeRows(org, body, author)
    default:
  }
  const detectsDuplicates = call.headers["mscrm.suppressduplicatedetection"] === "false"
  const writing: Writing = { author, detectsDuplicates }
  const address = addressOf(org, first)
  if (second !== undefined) return bound(org, address, second, body, author)
  if (address.id === null && address.key === null) return onSet(org, call, first, body, writing)
  return onRow(org, call, address, body, writing)
}

/** Slashes within parentheses belong to a key value. */
function segmentsOf(path: string): string[] {
  const segments = path.match(/(?:\([^)]*\)|[^/])+/g) ?? []
  try {
    return segments.map(decodeURIComponent)
  } catch {
    throw refused(400, "0x80060888", "Bad Request - Error in query syntax.")
  }
}

function bodyOf({ raw, method }: SimCall): Record<string, unknown> {
  if (raw === "" || method === "GET" || method === "DELETE") return {}
  try {
    return JSON.parse(raw) as Record<string, unknown>
  } catch {
    throw refused(400, "0x80048d19", "Invalid JSON.")
  }
}

function totals(org: Org, text: string): SimAnswer {
  const names = [...decodeURIComponent(text).matchAll(/['"](\w+)['"]/g)].map(([, name = ""]) => name)
  return { status: 200, body: { EntityRecordCountCollection: { Keys: names, Values: names.map((name) => rowsOf(org, name).length) } } }
}

function bound(org: Org, address: Address, action: string, body: Record<string, unknown>, author: Author): SimAnswer {
  const name = action.replace("Microsoft.Dynamics.CRM.", "")
  if (address.table.name === "lead" && name === "QualifyLead") {
    const lead = rowAt(org, address)
    if (!lead) throw notThere("lead", address.id ?? "")
    return qualifyLead(org, lead, body, author)
  }
  throw unknownSet(action)
}

function onSet(org: Org, call: SimCall, set: string, body: Record<string, unknown>, writing: Writing): SimAnswer {
  if (call.method === "GET") {
    const table = tableOfSet(org, set)
    guard(org, table, "Read")
    return readSet(org, table, { url: call.url, prefer: call.headers["prefer"] ?? "" })
  }
  const table = tableOfSet(org, set)
  return written(org, call, createRow(org, table, body, writing), true, `${table.set}`)
}

function onRow(org: Org, call: SimCall, address: Address, body: Record<string, unknown>, writing: Writing): SimAnswer {
  const { table, id, key } = address
  const row = rowAt(org, address)
  const say = id ?? JSON.stringify(key)
  switch (call.method) {
    case "GET":
      guard(org, table, "Read")
      if (!row) throw notThere(table.name, say)
      return { status: 200, body: rowBody(org, table, row, call.url.searchParams, call.headers["prefer"]) }
    case "DELETE":
      guard(org, table, "Delete")
      if (!row) throw notThere(table.name, say)
      removeRow(org, row, writing.author)
      return { status: 204 }
    default:
  }
  const ifMatch = call.headers["if-match"]
  if (row && call.headers["if-none-match"] === "*") throw refused(412, "0x80040237", "A record with matching key values already exists.")
  if (!row && ifMatch !== undefined) throw notThere(table.name, say)
  if (row && ifMatch !== undefined && ifMatch !== "*" && ifMatch !== `W/"${row.version}"`)
    throw refused(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.")
  if (!row) return written(org, call, createRow(org, table, body, writing, id ?? undefined, key ?? {}), true, call.url.pathname)
  // What the key says is not taken from the body of an update.
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !(name in (key ?? {}))))
  updateRow(org, table, row, rest, writing)
  return written(org, call, row, false, call.url.pathname)
}

function written(org: Org, call: SimCall, row: Row, isNew: boolean, path: string): SimAnswer {
  const table = org.tables.get(row.table)
  if (!table) throw new DvProblem(500, "0x80040216", "unexpected")
  const headers = {
    "OData-EntityId": path.includes("(") ? `${call.url.origin}${path}` : `${call.url.origin}/api/data/v9.2/${table.set}(${row.id})`,
  }
  if (!/return=representation/.test(call.headers["prefer"] ?? "")) return { status: 204, headers }
  return {
    status: isNew ? 201 : 200,
    headers: { ...headers, ETag: `W/"${row.version}"` },
    body: rowBody(org, table, row, call.url.searchParams, call.headers["prefer"]),
  }
}
