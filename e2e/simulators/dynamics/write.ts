import { later } from "@/e2e/simulators/shared/account"
import type { Column, Table } from "./metadata"
import { addRow, columnOf, findRow, isGuid, rowsOf, setValues, type Author, type Org, type Row, type Value, type Values } from "./org"
import { DvProblem, notThere, refused, undeclared } from "./problems"
import { addressOf, rowAt } from "./address"

/** One row written: types, links, keys, states and rules, in the order in which the real API complains. */
export type Writing = { author: Author; detectsDuplicates: boolean }

export function createRow(org: Org, table: Table, body: Record<string, unknown>, writing: Writing, id?: string, keyed: Values = {}): Row {
  guard(org, table, "Create")
  const values = { ...keyed, ...readValues(org, table, body) }
  checkRules(org, table, values, null, writing)
  const given = (values[table.idColumn] as string | undefined) ?? id
  if (given !== undefined && org.rows.has(given.toLowerCase()) && findRow(org, table.name, given))
    throw refused(412, "0x80040237", "Cannot insert duplicate key.")
  const state: Values = table.columns.has("statecode") ? { statecode: 0, statuscode: statusesOf(table, 0)[0] ?? null } : {}
  const row = addRow(org, table.name, { ...state, ...values }, writing.author, given)
  automate(org, row, writing.author)
  return row
}

export function updateRow(org: Org, table: Table, row: Row, body: Record<string, unknown>, writing: Writing): void {
  guard(org, table, "Write")
  const values = readValues(org, table, body)
  delete values[table.idColumn]
  checkState(table, row, values)
  checkRules(org, table, values, row, writing)
  setValues(org, row, values, writing.author)
  automate(org, row, writing.author)
}

/** A privilege that is missing, and a lock that is held, stop a write before anything is looked at. */
export function guard(org: Org, table: Table, verb: "Create" | "Write" | "Read" | "Delete"): void {
  const privilege = `prv${verb}${table.name.charAt(0).toUpperCase()}${table.name.slice(1)}`
  if (org.settings.denied.includes(privilege))
    throw refused(403, "0x80040220", `Principal user is missing ${privilege} privilege (Id=…) on OTC=4 for entity '${table.name}'.`)
  if (verb !== "Read" && org.faults.take(["lock"]))
    throw refused(500, "0x80040255", "The transaction was rolled back because of a deadlock. Please retry.")
}

/** Names are case-sensitive; a lookup is written by binding its navigation property. */
function readValues(org: Org, table: Table, body: Record<string, unknown>): Values {
  const values: Values = {}
  for (const [name, value] of Object.entries(body)) {
    const navigation = /^(.+)@odata\.bind$/.exec(name)?.[1]
    if (navigation !== undefined) Object.assign(values, bind(org, table, navigation, value))
    else if (!name.includes("@")) {
      const known = columnOf(org, table, name)
      if (!known) throw undeclared(name)
      // What is read-only is passed over in silence, except the id.
      if (!known.isReadOnly || name === table.idColumn) values[name] = typed(known, value)
    }
  }
  return values
}

function bind(org: Org, table: Table, navigation: string, value: unknown): Values {
  for (const known of table.columns.values())
    for (const [target, property] of Object.entries(known.binds)) {
      if (property !== navigation || !columnOf(org, table, known.name)) continue
      if (value === null) return { [known.name]: null }
      const address = addressOf(org, String(value))
      if (address.table.name !== target && !known.binds[address.table.name]) continue
      const row = rowAt(org, address)
      if (!row)
        throw address.id === null
          ? refused(404, "0x80060891", `A record with the specified key values does not exist in ${target} entity`)
          : notThere(address.table.name, address.id)
      return { [known.name]: { table: address.table.name, id: row.id } }
    }
  throw undeclared(navigation)
}

function typed(known: Column, value: unknown): Value {
  if (value === null) return null
  const wrong = (): DvProblem =>
    refused(
      400,
      "0x80048d19",
      `Error identified in Payload provided by the user for Entity :'', Cannot convert the literal '${String(value)}' to the expected type 'Edm.${known.type}'.`,
    )
  switch (known.type) {
    case "Integer":
    case "Money":
    case "Picklist":
    case "State":
    case "Status":
      if (typeof value !== "number") throw wrong()
      if (known.options.length > 0 && !known.options.some((option) => option.value === value))
        throw refused(
          400,
          "0x80040203",
          `A validation error occurred. The value ${value} of '${known.name}' on record of type is outside the valid range.`,
        )
      return value
    case "Boolean":
      if (typeof value !== "boolean") throw wrong()
      return value
    case "DateTime":
    case "DateOnly":
      if (typeof value !== "string" || Number.isNaN(Date.parse(value)) || (known.type === "DateOnly" && value.length > 10)) throw wrong()
      return value
    case "Uniqueidentifier":
      if (typeof value !== "string" || !isGuid(value)) throw wrong()
      return value.toLowerCase()
    case "Lookup":
      throw undeclared(known.name)
    default:
      if (typeof value !== "string") throw wrong()
      if (value.length > known.maxLength)
        throw refused(
          400,
          "0x80044331",
          `A validation error occurred.  The length of the '${known.name}' attribute of the entity exceeded the maximum allowed length of '${known.maxLength}'.`,
        )
      return value
  }
}

export const statusesOf = (table: Table, state: number): number[] =>
  (table.columns.get("statuscode")?.options ?? []).filter((option) => option.state === state).map(({ value }) => value)

/** A status belongs to a state; what is closed is read-only until it is reopened; winning and losing are acts of their own. */
function checkState(table: Table, row: Row, values: Values): void {
  if (!table.columns.has("statecode")) return
  const before = Number(row.values["statecode"])
  const state = Number(values["statecode"] ?? before)
  if (table.name === "opportunity" && state !== 0 && state !== before)
    throw refused(
      400,
      "0x80040203",
      `This message can not be used to set the state of opportunity to ${state === 1 ? "Won" : "Lost"}. In order to set state of opportunity to ${state === 1 ? "Won" : "Lost"}, use the ${state === 1 ? "WinOpportunity" : "LoseOpportunity"} message instead.`,
    )
  if (["opportunity", "lead"].includes(table.name) && before !== 0 && state === before)
    throw refused(400, "0x80040203", `The ${table.name} is closed and cannot be edited. Reopen it first.`)
  const allowed = statusesOf(table, state)
  if (values["statuscode"] !== undefined && !allowed.includes(Number(values["statuscode"])))
    throw refused(400, "0x80048408", `${String(values["statuscode"])} is not a valid status code for state code ${state} of ${table.name}.`)
  if (values["statecode"] !== undefined && values["statuscode"] === undefined) values["statuscode"] = allowed[0] ?? null
}

function checkRules(org: Org, table: Table, values: Values, before: Row | null, { author, detectsDuplicates }: Writing): void {
  for (const key of table.keys.filter(({ activeAt, isFailed }) => !isFailed && activeAt <= org.clock.now())) {
    const next = { ...before?.values, ...values }
    const wanted = key.columns.map((name) => next[name] ?? null)
    if (wanted.includes(null)) continue
    const holder = rowsOf(org, table.name).find(
      (row) => row !== before && key.columns.every((name, at) => isSame(row.values[name], wanted[at])),
    )
    if (holder)
      throw refused(
        412,
        "0x80060892",
        `Entity Key ${key.schemaName} violated. A record with the same value for ${key.columns.join(", ")} already exists. A duplicate record cannot be created.${org.settings.namesHolder ? ` <DuplicateAttributes><Id>${holder.id}</Id></DuplicateAttributes>` : ""}`,
      )
  }
  for (const plugin of org.settings.plugins)
    if (plugin.table === table.name && String(values[plugin.column] ?? "").includes(plugin.contains))
      throw refused(400, "0x80040265", plugin.message)
  const { emailaddress1 } = values
  if (detectsDuplicates && author.userId === org.user.integration && typeof emailaddress1 === "string")
    if (rowsOf(org, table.name).some((row) => row !== before && isSame(row.values["emailaddress1"], emailaddress1)))
      throw refused(
        org.settings.duplicateStatus,
        "0x80040333",
        "A record was not created or updated because a duplicate of the current record already exists.",
      )
}

const isSame = (a: Value | undefined, b: Value | undefined): boolean => String(a ?? "").toLowerCase() === String(b ?? "").toLowerCase()

function automate(org: Org, row: Row, author: Author): void {
  if (author.userId !== org.user.integration) return
  for (const { table, set } of org.settings.automation)
    if (table === row.table) later(org, 1_000, () => setValues(org, row, set, { userId: org.user.flow, tag: null }))
}
