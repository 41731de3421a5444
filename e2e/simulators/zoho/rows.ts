import { later } from "@/e2e/simulators/shared/account"
import type { SimAnswer } from "@/e2e/simulators/shared/server"
import type { Stored } from "@/e2e/simulators/shared/store"
import { fieldsOf, timeOf, type Field, type Org } from "./org"
import { rowOf, ZohoProblem } from "./problems"

/** Writing up to a hundred rows: each has its own answer, in the order of the request. */
const ROWS_MAX = 100
const SYSTEM_KEYS: Record<string, string[]> = { Contacts: ["Email"], Deals: ["Deal_Name"] }

type Given = Record<string, unknown>
type Saving = { by: string; isApi: boolean }

export function saveRows(org: Org, module: string, method: string, body: Given, saving: Saving): SimAnswer {
  const data = Array.isArray(body["data"]) ? (body["data"] as Given[]) : []
  if (data.length === 0 || data.length > ROWS_MAX)
    throw new ZohoProblem(400, "INVALID_DATA", "invalid data", {
      expected_data_type: "jsonarray",
      api_name: "data",
      maximum_length: ROWS_MAX,
    })
  const keys = body["duplicate_check_fields"] as string[] | undefined
  const rows = data.map((given, at) => answered(() => saveRow(org, module, method, { given, at, keys }, saving)))
  const failed = rows.filter(({ status }) => status === "error").length
  return { status: failed === 0 ? (method === "PUT" ? 200 : 201) : failed === rows.length ? 400 : 207, body: { data: rows } }
}

function answered(work: () => Given): Given {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ZohoProblem)) throw error
    return rowOf(error)
  }
}

type Row = { given: Given; at: number; keys: string[] | undefined }

function saveRow(org: Org, module: string, method: string, { given, at, keys }: Row, saving: Saving): Given {
  if (org.faults.take(["lock"])) throw new ZohoProblem(400, "RECORD_LOCKED", "record is locked")
  const { id, ...values } = given
  const named = id === undefined ? undefined : org.store.find(module, String(id))
  if (id !== undefined && !named) throw new ZohoProblem(400, "INVALID_DATA", "the id given seems to be invalid", { api_name: "id", id })
  const duplicate = method === "UPSERT" ? duplicateOf(org, module, values, keys) : undefined
  const found = named ?? duplicate?.record
  const record = saveRecord(org, module, found, values, { at, saving })
  const isNew = !found
  const times = { Created_Time: timeOf(record.createdAt), Modified_Time: timeOf(record.updatedAt) }
  return {
    status: "success",
    code: "SUCCESS",
    ...(method === "UPSERT" ? { action: isNew ? "insert" : "update", duplicate_field: duplicate?.field ?? null } : {}),
    message: isNew ? "record added" : "record updated",
    details: { id: record.id, ...times, Modified_By: { id: record.updatedBy } },
  }
}

/** The fields that were named, then all other unique ones; without a list the system's own come first. */
function duplicateOf(org: Org, module: string, values: Given, keys: string[] | undefined): { record: Stored; field: string } | undefined {
  const unique = uniqueFields(org, module)
  for (const name of keys ?? [])
    if (!unique.includes(name) && !SYSTEM_KEYS[module]?.includes(name))
      throw new ZohoProblem(400, "INVALID_DATA", "invalid data", { api_name: "duplicate_check_fields" })
  for (const name of [...(keys ?? SYSTEM_KEYS[module] ?? []), ...unique]) {
    const record = holderOf(org, module, name, values[name])
    if (record) return { record, field: name }
  }
  return undefined
}

const uniqueFields = (org: Org, module: string): string[] =>
  fieldsOf(org, module).flatMap(({ api_name, unique }) => (Object.keys(unique).length > 0 ? [api_name] : []))

const holderOf = (org: Org, module: string, name: string, value: unknown): Stored | undefined =>
  typeof value === "string" && value !== ""
    ? org.store.list(module).find((record) => String(record.values[name] ?? "").toLowerCase() === value.toLowerCase())
    : undefined

/** One record written, with all that an organisation does around it. */
export function saveRecord(
  org: Org,
  module: string,
  record: Stored | undefined,
  given: Given,
  { at, saving }: { at: number; saving: Saving },
): Stored {
  const known = new Map(fieldsOf(org, module).map((field) => [field.api_name, field]))
  const values: Given = {}
  // A name that is not known is dropped without a word.
  for (const [name, value] of Object.entries(given)) {
    const field = known.get(name)
    if (field?.isFrozen) throw new ZohoProblem(400, "NOT_ALLOWED", "the field is read only", { api_name: name })
    if (field) values[name] = checked(field, value, at)
  }
  if (!record)
    for (const { api_name, system_mandatory } of known.values())
      if (system_mandatory && (values[api_name] ?? "") === "")
        throw new ZohoProblem(400, "MANDATORY_NOT_FOUND", "required field not found", { api_name, json_path: `$.data[${at}].${api_name}` })
  for (const name of uniqueFields(org, module)) {
    const holder = holderOf(org, module, name, values[name])
    if (holder && holder.id !== record?.id)
      throw new ZohoProblem(400, "DUPLICATE_DATA", "duplicate data", {
        api_name: name,
        json_path: `$.data[${at}].${name}`,
        duplicate_record: { id: holder.id, module: { api_name: module } },
      })
  }
  const isMoved = record !== undefined && "Stage" in values && values["Stage"] !== record.values["Stage"]
  if (saving.isApi && isMoved && record.values["Stage"] === org.settings.blueprintStage)
    throw new ZohoProblem(400, "RECORD_IN_BLUEPRINT", "record is in a blueprint")
  const saved = record
    ? org.store.change(record, values, saving.by)
    : org.store.create(module, { Owner: org.user.integration, ...values }, saving.by)
  if (saving.isApi)
    for (const { module: name, set } of org.settings.automation)
      if (name === module) later(org, 1_000, () => void org.store.change(saved, set, saving.by))
  return saved
}

const PATTERNS: Record<string, RegExp> = { phone: /^[+\d\s().,/-]{1,30}$/, email: /^[\w.+-]+@[\w.-]+\.\w+$/, date: /^\d{4}-\d\d-\d\d$/ }

function checked({ api_name, data_type, length, options }: Field, value: unknown, at: number): unknown {
  const refuse = (): never => {
    throw new ZohoProblem(400, "INVALID_DATA", "invalid data", {
      api_name,
      expected_data_type: data_type,
      json_path: `$.data[${at}].${api_name}`,
    })
  }
  if (value === null || value === undefined || value === "") return null
  if (data_type === "lookup" || data_type === "ownerlookup") {
    const id = typeof value === "object" && "id" in value ? value.id : value
    return typeof id === "string" ? id : refuse()
  }
  if (data_type === "boolean") return typeof value === "boolean" ? value : refuse()
  if (data_type === "double" || data_type === "currency") return typeof value === "number" ? value : refuse()
  if (typeof value !== "string") return refuse()
  if (data_type === "picklist") return options.includes(value) ? value : refuse()
  const isFit = (PATTERNS[data_type]?.test(value) ?? true) && (data_type === "textarea" || value.length <= length)
  return isFit ? value : refuse()
}
