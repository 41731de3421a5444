import { isDrifted, openAccount, type SimAccount } from "@/e2e/simulators/shared/account"
import { createRandom } from "@/e2e/simulators/shared/random"
import { defaultTables, type Column, type Table } from "./metadata"

/** An environment in memory: its tables, its rows, its people, and how its administrator set it up. */
export type Link = { table: string; id: string }
export type Value = string | number | boolean | null | Link
export type Values = Record<string, Value>
export type Row = { table: string; id: string; values: Values; version: number; isDeleted: boolean }

/** Who writes, and the word that an app put on its write. */
export type Author = { userId: string; tag: string | null }

const NOBODY: Author = { userId: "", tag: null }

type Settings = {
  /** Per web server, in 300 seconds. */
  requestsMax: number
  timeMaxMs: number
  concurrentMax: number
  servers: number
  msPerCall: number
  lateBySeconds: number
  tokenSeconds: number
  hasApplicationUser: boolean
  /** Names of missing privileges, e.g. `prvCreateLead`. */
  denied: string[]
  duplicateStatus: 412 | 500
  namesHolder: boolean
  keySeconds: number
  deltaDays: number
  /** Business rules: a write whose column holds this text is refused. */
  plugins: { table: string; column: string; contains: string; message: string }[]
  /** Another user sets these a second after a write over the API. */
  automation: { table: string; set: Values }[]
}

export type Change = { message: "Create" | "Update" | "Delete"; row: Row; values: Values; author: Author }

export type Org = SimAccount<Settings> & {
  tables: Map<string, Table>
  rows: Map<string, Row>
  version: number
  deletions: { table: string; id: string; version: number; at: number }[]
  user: { integration: string; person: string; flow: string }
  newGuid: () => string
  listeners: ((change: Change) => void)[]
}

const DEFAULTS: Settings = {
  requestsMax: 6_000,
  timeMaxMs: 1_200_000,
  concurrentMax: 52,
  servers: 1,
  msPerCall: 20,
  lateBySeconds: 0,
  tokenSeconds: 3_599,
  hasApplicationUser: true,
  denied: [],
  duplicateStatus: 412,
  namesHolder: true,
  keySeconds: 0,
  deltaDays: 7,
  plugins: [],
  automation: [],
}

export const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const momentOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

export type OrgOptions = { startAt?: number | undefined; owners?: readonly { name: string; email: string }[] | undefined }

export function createOrg({ startAt, owners }: OrgOptions): Org {
  const random = createRandom(7)
  const org: Org = {
    ...openAccount(startAt, DEFAULTS),
    tables: defaultTables(),
    rows: new Map(),
    version: 90_000,
    deletions: [],
    user: { integration: "", person: "", flow: "" },
    newGuid: random.uuid,
    listeners: [],
  }
  const user = (fullname: string, internalemailaddress: string, applicationid: string | null = null): string =>
    addRow(org, "systemuser", { fullname, internalemailaddress, applicationid, isdisabled: false }, NOBODY).id
  const people = (
    owners ?? [
      { name: "Rania Khalil", email: "rania@falcon.example" },
      { name: "Omar Said", email: "omar@falcon.example" },
    ]
  ).map(({ name, email }) => user(name, email))
  org.user = {
    person: people[0] ?? "",
    integration: user("# Onelead", "onelead@falcon.example", org.newGuid()),
    flow: user("SYSTEM", "", org.newGuid()),
  }
  for (const name of ["Create", "Update", "Delete", "Assign"]) {
    const { id } = addRow(org, "sdkmessage", { name }, NOBODY)
    for (const primaryobjecttypecode of ["contact", "lead", "opportunity"])
      addRow(org, "sdkmessagefilter", { primaryobjecttypecode, sdkmessageid: { table: "sdkmessage", id } }, NOBODY)
  }
  return org
}

/** Puts a row there as it is, with everything that the system fills in. */
export function addRow(org: Org, table: string, values: Values, author: Author, id = org.newGuid()): Row {
  const row: Row = { table, id: id.toLowerCase(), values: { createdon: momentOf(org.clock.now()) }, version: 0, isDeleted: false }
  org.rows.set(row.id, row)
  const owner: Values = author.userId === "" ? {} : { ownerid: { table: "systemuser", id: author.userId } }
  setValues(org, row, { ...owner, ...values }, author, "Create")
  return row
}

export function setValues(org: Org, row: Row, values: Values, author: Author, message: Change["message"] = "Update"): void {
  org.version += 1
  row.version = org.version
  const modifiedby: Value = author.userId === "" ? null : { table: "systemuser", id: author.userId }
  Object.assign(row.values, values, { modifiedon: momentOf(org.clock.now() - org.settings.lateBySeconds * 1000), modifiedby })
  if (org.tables.get(row.table)?.columns.has("fullname") && row.table !== "systemuser")
    row.values["fullname"] = [row.values["firstname"], row.values["lastname"]].filter(Boolean).join(" ")
  for (const listener of org.listeners) listener({ message, row, values, author })
}

export function removeRow(org: Org, row: Row, author: Author): void {
  org.version += 1
  row.isDeleted = true
  org.deletions.push({ table: row.table, id: row.id, version: org.version, at: org.clock.now() })
  for (const listener of org.listeners) listener({ message: "Delete", row, values: {}, author })
}

export function findRow(org: Org, table: string, id: string): Row | undefined {
  const row = org.rows.get(id.toLowerCase())
  return row?.table === table && !row.isDeleted ? row : undefined
}

export const rowsOf = (org: Org, table: string): Row[] => [...org.rows.values()].filter((row) => row.table === table && !row.isDeleted)

/** A column that is there, unless somebody took it away. */
export function columnOf(org: Org, table: Table, name: string): Column | undefined {
  return isDrifted(org, `${table.name}.${name}`, "opportunity.onl_vehicle") ? undefined : table.columns.get(name)
}
