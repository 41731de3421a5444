import type { Stored } from "@/e2e/simulators/shared/store"
import { fieldsOf, type Company, type Entity, type Field } from "./company"

/** One record written. One bad key refuses all of it, and all that is wrong stands in one sentence. */
export class PipedriveProblem extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, message: string, code = "") {
    super(message)
    this.name = "PipedriveProblem"
    this.status = status
    this.code = code
  }
}

export const invalid = (...offences: readonly string[]): PipedriveProblem =>
  new PipedriveProblem(400, `Validation failed: ${offences.join("; ")}`, "ERR_SCHEMA_VALIDATION_FAILED")

type Body = Record<string, unknown>

const CONTACT_SYNC = new Set(["job_title", "birthday", "postal_address"])
const STATUSES = new Set<unknown>(["open", "won", "lost"])

export function save(company: Company, entity: Entity, record: Stored | undefined, body: Body, by: string): Stored {
  const { custom_fields: custom = {}, ...plain } = body
  if (typeof custom !== "object" || custom === null || Array.isArray(custom)) throw new PipedriveProblem(500, "Server error", "ERR_UNKNOWN")
  if (!company.settings.hasContactSync && Object.keys(plain).some((name) => CONTACT_SYNC.has(name)))
    throw new PipedriveProblem(403, "Contact sync is not enabled", "ERR_FORBIDDEN")
  const fields = fieldsOf(company, entity)
  const isMissing = ({ field_code, isRequired }: Field): boolean => isRequired && record === undefined && (plain[field_code] ?? "") === ""
  const offences = [
    ...Object.entries(plain).flatMap(([name, value]) => offenceOf(company, fields, { name, value, isCustom: false })),
    ...Object.entries(custom).flatMap(([name, value]) => offenceOf(company, fields, { name, value, isCustom: true })),
    ...fields.filter(isMissing).map(({ field_code }) => `${field_code}: Parameter '${field_code}' is required`),
    ...reasonOffence(record, plain),
  ]
  if (offences.length > 0) throw invalid(...offences)
  const values = { ...plain, ...custom }
  if (record) return company.store.change(record, values, by)
  const start = entity === "deal" ? startOf(company, plain) : {}
  return company.store.create(entity, { owner_id: Number(by), ...start, ...values }, by)
}

/** A reason stands on lost deals alone. */
function reasonOffence(record: Stored | undefined, { lost_reason: reason, status }: Body): string[] {
  const isLost = (status ?? record?.values["status"]) === "lost"
  return reason === undefined || reason === null || isLost ? [] : ["lost_reason: Parameter 'lost_reason' is only allowed for lost deals"]
}

function startOf({ store }: Company, { pipeline_id: given }: Body): Body {
  const pipelineId = given ?? Number(store.list("pipeline")[0]?.id)
  const stage = store.list("stage").find(({ values }) => values["pipeline_id"] === pipelineId)
  return { status: "open", currency: "AED", pipeline_id: pipelineId, stage_id: Number(stage?.id) }
}

type Given = { name: string; value: unknown; isCustom: boolean }

function offenceOf({ settings }: Company, fields: readonly Field[], { name, value, isCustom }: Given): string[] {
  const known = fields.find(({ field_code, is_custom_field }) => field_code === name && is_custom_field === isCustom)
  const said = (words: string): string[] => [`${isCustom ? "custom_fields." : ""}${name}: ${words}`]
  if (!known) return said(`Parameter '${name}' is not allowed for this request`)
  if (value === null) return []
  if (!isFit(known, value)) return said(`Parameter '${name}' is of another type`)
  const { refuses } = settings
  return isCustom && refuses && typeof value === "string" && value.includes(refuses.contains) ? said(refuses.message) : []
}

const NUMBERS = new Set(["double", "int", "user", "people", "org"])

function isFit({ field_code, field_type }: Field, value: unknown): boolean {
  if (field_code === "emails" || field_code === "phones")
    return Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null && "value" in one)
  if (field_code === "status") return STATUSES.has(value)
  if (field_type === "date") return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)
  return typeof value === (NUMBERS.has(field_type) ? "number" : "string")
}
