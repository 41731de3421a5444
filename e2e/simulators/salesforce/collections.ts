import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { findRecord, type Org, type SfRecord, type Value, type Values } from "./org"
import { problem, rowErrors, SfProblem } from "./problems"
import { byExternalId, deleteRecord, insertRecord, updateRecord, type Saving } from "./save"
import { valueOf } from "./soql"

/** Many rows in one call: the answers come in the same order, and one bad row does not hold back the others. */
const MAX = 200

type Row = { attributes?: { type?: string }; id?: string; Id?: string } & Record<string, unknown>
export type Outcome = { id: string; created?: boolean }

function collectionRows(body: Record<string, unknown>): Row[] {
  const { records } = body
  if (!Array.isArray(records)) throw problem(400, "JSON_PARSER_ERROR", "records is missing")
  if (records.length > MAX)
    throw problem(400, "LIMIT_EXCEEDED", `record limit reached. cannot submit more than ${MAX} records into this call`)
  return records as Row[]
}

const valuesOf = ({ attributes: _attributes, id: _id, Id: _Id, ...values }: Row): Values => values as Values

const idOf = (row: Row): string => String(row.id ?? row.Id ?? "")

function typeOf(org: Org, row: Row): string {
  const type = row.attributes?.type ?? ""
  if (!org.objects.has(type)) throw problem(400, "INVALID_TYPE", `sObject type '${type}' is not supported.`)
  return type
}

export const createRows = (org: Org, body: Record<string, unknown>, saving: Saving): SimAnswer =>
  each(org, body, collectionRows(body), (row) => {
    if (idOf(row) !== "") throw problem(400, "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"])
    return { id: insertRecord(org, typeOf(org, row), valuesOf(row), saving).id, created: true }
  })

export const updateRows = (org: Org, body: Record<string, unknown>, saving: Saving): SimAnswer =>
  each(org, body, collectionRows(body), (row) => {
    const record = mustFind(org, typeOf(org, row), idOf(row))
    updateRecord(org, record, valuesOf(row), saving)
    return { id: record.id }
  })

export function upsertRows(org: Org, type: string, key: string, body: Record<string, unknown>, saving: Saving): SimAnswer {
  const rows = collectionRows(body)
  const keys = rows.map((row) => String(row[key] ?? "").toLowerCase())
  byExternalId(org, type, key, "")
  return each(org, body, rows, (row) => {
    const value = String(row[key] ?? "")
    if (value === "") throw problem(400, "MISSING_ARGUMENT", `${key} not specified`, [])
    if (keys.filter((known) => known === value.toLowerCase()).length > 1)
      throw problem(400, "DUPLICATE_VALUE", `Duplicate external id specified: ${value}`, [key])
    if (idOf(row) !== "") throw problem(400, "INVALID_FIELD", "Id cannot be specified in an upsert by external id", ["Id"])
    return upsertOne(org, type, key, value, valuesOf(row), saving)
  })
}

export function upsertOne(org: Org, type: string, key: string, value: string, values: Values, saving: Saving): Outcome {
  const found = byExternalId(org, type, key, value)
  if (found.length > 1)
    throw problem(
      300,
      "DUPLICATE_EXTERNAL_ID",
      `More than one record found for external id field: [${found.map(({ id }) => id).join(", ")}]`,
    )
  const [record] = found
  if (!record) return { id: insertRecord(org, type, { ...values, [key]: value }, saving).id, created: true }
  const { [key]: _, ...rest } = values
  updateRecord(org, record, rest, saving)
  return { id: record.id, created: false }
}

export const deleteRows = (org: Org, ids: readonly string[], isAll: boolean, saving: Saving): SimAnswer =>
  each(org, { allOrNone: isAll }, ids, (id) => {
    const record = org.records.get(id.slice(0, 15))
    if (!record) throw problem(404, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [])
    deleteRecord(org, record, saving.author)
    return { id: record.id }
  })

/** Null where nothing is visible, in the order asked for. */
export function readRows(org: Org, type: string, body: Record<string, unknown>): SimAnswer {
  const [ids, fields] = [body["ids"] as string[], body["fields"] as string[]]
  return {
    status: 200,
    body: ids.map((id) => {
      const record = findRecord(org, type, id)
      return record && record.deletedAt === null ? recordBody(org, record, fields) : null
    }),
  }
}

export function recordBody(org: Org, record: SfRecord, fields: readonly string[], version = "v68.0"): Record<string, unknown> {
  const body: Record<string, unknown> = {
    attributes: { type: record.type, url: `/services/data/${version}/sobjects/${record.type}/${record.id}` },
  }
  for (const path of fields) {
    const [relation = "", name] = path.split(".")
    const value: Value = valueOf(org, record, path)
    if (name === undefined) body[path] = value
    else body[relation] = value === null ? null : { ...(body[relation] as object | undefined), [name]: value }
  }
  return body
}

export function mustFind(org: Org, type: string, id: string): SfRecord {
  const record = findRecord(org, type, id)
  if (!record) throw problem(404, "NOT_FOUND", "The requested resource does not exist")
  return record
}

function each<R>(org: Org, body: Record<string, unknown>, rows: readonly R[], write: (row: R) => Outcome): SimAnswer {
  const undo = body["allOrNone"] === true ? snapshot(org) : null
  const results = rows.map((row): Record<string, unknown> => {
    try {
      return { success: true, errors: [], ...write(row) }
    } catch (error) {
      if (!(error instanceof SfProblem)) throw error
      return { success: false, errors: rowErrors(error) }
    }
  })
  if (!undo || results.every(({ success }) => success === true)) return { status: 200, body: results }
  undo()
  const collateral = problem(
    400,
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
  )
  return {
    status: 200,
    body: results.map((result) => (result["success"] === true ? { success: false, errors: rowErrors(collateral) } : result)),
  }
}

function snapshot(org: Org): () => void {
  const before = new Map([...org.records.values()].map((record) => [record, { values: { ...record.values }, deletedAt: record.deletedAt }]))
  return () => {
    for (const record of org.records.values()) Object.assign(record, before.get(record) ?? { isPurged: true })
  }
}
