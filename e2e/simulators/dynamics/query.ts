import type { SimAnswer } from "@/e2e/simulators/shared/server"
import type { Table } from "./metadata"
import { columnOf, findRow, rowsOf, type Org, type Row } from "./org"
import { noProperty, parseFilter, parseOrder } from "./filter"
import { refused } from "./problems"

/** Reading rows: the shape asked for, pages, and what changed since a token. */
export type Reading = { url: URL; prefer: string }

const ANNOTATED = /odata\.include-annotations/
const DAY_MS = 86_400_000

export function rowBody(org: Org, table: Table, row: Row, query: URLSearchParams, prefer = ""): Record<string, unknown> {
  const body: Record<string, unknown> = { "@odata.etag": `W/"${row.version}"`, [table.idColumn]: row.id }
  const select = query
    .get("$select")
    ?.split(",")
    .map((name) => name.trim())
  const names = select ?? [...table.columns.values()].map(({ name, type }) => (type === "Lookup" ? `_${name}_value` : name))
  for (const name of names) {
    const lookup = /^_(\w+)_value$/.exec(name)?.[1]
    const known = columnOf(org, table, lookup ?? name)
    if (!known) {
      if (select) throw noProperty(table, name)
      continue
    }
    const value = row.values[known.name] ?? null
    const link = typeof value === "object" && value !== null ? value : null
    if (name === table.idColumn) continue
    body[known.type === "Lookup" ? `_${known.name}_value` : name] = link ? link.id : value
    if (link && ANNOTATED.test(prefer)) body[`_${known.name}_value@Microsoft.Dynamics.CRM.lookuplogicalname`] = link.table
  }
  for (const part of (query.get("$expand") ?? "").split(/,(?![^(]*\))/).filter(Boolean)) expand(org, table, row, part, body)
  return body
}

function expand(org: Org, table: Table, row: Row, part: string, body: Record<string, unknown>): void {
  const [, navigation = "", inner = ""] = /^(\w+)(?:\((.*)\))?$/.exec(part) ?? []
  const known = [...table.columns.values()].find(({ binds }) => Object.values(binds).includes(navigation))
  if (!known) throw noProperty(table, navigation)
  const link = row.values[known.name]
  const target = typeof link === "object" && link !== null ? org.tables.get(link.table) : undefined
  const other = target && typeof link === "object" && link !== null ? findRow(org, link.table, link.id) : undefined
  body[navigation] = target && other ? rowBody(org, target, other, new URLSearchParams(inner.replaceAll(";", "&"))) : null
}

export function readSet(org: Org, table: Table, { url, prefer }: Reading): SimAnswer {
  const query = url.searchParams
  const tracks = /odata\.track-changes/.test(prefer)
  if ((tracks || query.has("$deltatoken")) && ["$filter", "$orderby", "$expand", "$top"].some((name) => query.has(name)))
    throw refused(400, "0x80060888", "The $filter query parameter isn't supported when Change Tracking is enabled.")
  if (query.has("$deltatoken")) return delta(org, table, { url, prefer })
  if (tracks && !table.isTracked) throw refused(400, "0x80072491", `Entity ${table.name} does not have change tracking enabled`)
  const test = query.has("$filter") ? parseFilter(org, table, query.get("$filter") ?? "") : () => true
  const order = query.has("$orderby") ? parseOrder(org, table, query.get("$orderby") ?? "") : () => 0
  const all = rowsOf(org, table.name).filter(test).toSorted(order)
  const size = Math.min(5_000, Number(/odata\.maxpagesize=(\d+)/.exec(prefer)?.[1] ?? 5_000))
  const top = Number(query.get("$top") ?? Number.POSITIVE_INFINITY)
  const from = Number(query.get("$skiptoken") ?? 0)
  const rows = all.slice(from, Math.min(from + size, top))
  const isMore = from + size < Math.min(all.length, top)
  return page(
    org,
    table,
    rows,
    { url, prefer },
    {
      ...(query.get("$count") === "true" ? { "@odata.count": Math.min(all.length, 5_000) } : {}),
      ...(isMore ? { "@odata.nextLink": linkTo(url, "$skiptoken", String(from + size)) } : {}),
      ...(tracks && !isMore ? { "@odata.deltaLink": deltaLink(org, url) } : {}),
    },
  )
}

const page = (
  org: Org,
  table: Table,
  rows: readonly Row[],
  { url, prefer }: Reading,
  more: Record<string, unknown>,
  deleted: readonly unknown[] = [],
): SimAnswer => ({
  status: 200,
  body: {
    "@odata.context": `${url.origin}/api/data/v9.2/$metadata#${table.set}`,
    ...more,
    value: [...rows.map((row) => rowBody(org, table, row, url.searchParams, prefer)), ...deleted],
  },
})

function linkTo(url: URL, name: string, value: string): string {
  const link = new URL(url)
  link.searchParams.set(name, value)
  return link.href
}

function deltaLink(org: Org, url: URL): string {
  const link = new URL(url)
  link.searchParams.delete("$skiptoken")
  return linkTo(link, "$deltatoken", `${org.version}!${org.clock.now()}`)
}

/** Rows written since the token, then rows deleted since; also those that came and went in between. */
function delta(org: Org, table: Table, reading: Reading): SimAnswer {
  const [version = 0, at = 0] = (reading.url.searchParams.get("$deltatoken") ?? "").split("!").map(Number)
  if (at < org.clock.now() - org.settings.deltaDays * DAY_MS)
    throw refused(400, "0x80044352", "Version stamp associated with the client has expired. Please perform a full sync.")
  const rows = rowsOf(org, table.name).filter((row) => row.version > version)
  const deleted = org.deletions
    .filter((one) => one.table === table.name && one.version > version)
    .map(({ id }) => ({
      "@odata.context": `${reading.url.origin}/api/data/v9.2/$metadata#${table.set}/$deletedEntity`,
      id,
      reason: "deleted",
    }))
  return page(org, table, rows, reading, { "@odata.deltaLink": deltaLink(org, reading.url) }, deleted)
}
