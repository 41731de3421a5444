import { idKey, isId } from "./ids"
import { fieldOf, findRecord, recordsOf, visibleField, type Org, type SfRecord, type Value, type Values } from "./org"
import { SfProblem, type RowError } from "./problems"
import type { Field } from "./schema"

/** What an org refuses of a row. All errors of a row come together. */
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

export function checkRow(org: Org, type: string, values: Values, before: SfRecord | null): void {
  const errors = Object.entries(values).flatMap(([name, value]) => errorsOf(org, type, name, value, before))
  const missing = (org.objects.get(type) ?? [])
    .filter((known) => !known.nillable && known.createable && !known.defaultedOnCreate)
    .filter(({ name }) => (name in values ? isEmpty(values[name]) : before === null))
    .map(({ name }) => name)
  if (missing.length > 0)
    errors.push({ code: "REQUIRED_FIELD_MISSING", message: `Required fields are missing: [${missing.join(", ")}]`, fields: missing })
  for (const rule of org.settings.validationRules)
    if (rule.object === type && String(values[rule.field] ?? "").includes(rule.contains))
      errors.push({ code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: rule.message, fields: rule.fields })
  errors.push(...taskErrors(org, type, { ...before?.values, ...values }))
  if (errors.length > 0) throw new SfProblem(400, errors)
}

const isEmpty = (value: Value | undefined): boolean => value === null || value === "" || value === undefined

function errorsOf(org: Org, type: string, name: string, value: Value, before: SfRecord | null): RowError[] {
  const known = visibleField(org, type, name)
  if (!known) return [{ code: "INVALID_FIELD", message: `No such column '${name}' on sobject of type ${type}`, fields: [] }]
  if (!(before === null ? known.createable : known.updateable))
    return [
      {
        code: "INVALID_FIELD_FOR_INSERT_UPDATE",
        message: `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
        fields: [name],
      },
    ]
  if (isEmpty(value)) return []
  return [
    ...typeErrors(known, value as string | number | boolean),
    ...uniqueErrors(org, type, known, value, before),
    ...linkErrors(org, known, value),
  ]
}

function typeErrors(
  { name, label, type, length, restrictedPicklist, picklistValues }: Field,
  value: string | number | boolean,
): RowError[] {
  const error = (code: string, message: string): RowError[] => [{ code, message, fields: [name] }]
  switch (type) {
    case "double":
    case "currency":
    case "percent":
    case "int":
      if (typeof value === "boolean" || !Number.isFinite(Number(value)))
        return error("JSON_PARSER_ERROR", `Cannot deserialize instance of ${type} from VALUE_STRING value ${String(value)}`)
      return Math.abs(Number(value)) >= 1e16 ? error("NUMBER_OUTSIDE_VALID_RANGE", `${label}: value outside of valid range: ${value}`) : []
    case "boolean":
      return typeof value === "boolean" ? [] : error("JSON_PARSER_ERROR", `Cannot deserialize instance of boolean from value ${value}`)
    case "date":
      return /^\d{4}-\d{2}-\d{2}/.test(String(value))
        ? []
        : error("JSON_PARSER_ERROR", `Cannot deserialize instance of date from value ${value}`)
    case "picklist":
      return restrictedPicklist && !picklistValues.some((known) => known.active && known.value === value)
        ? error("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", `${label}: bad value for restricted picklist field: ${value}`)
        : []
    case "email":
      if (!EMAIL.test(String(value))) return error("INVALID_EMAIL_ADDRESS", `${label}: invalid email address: ${value}`)
      break
    default:
  }
  return length > 0 && String(value).length > length
    ? error("STRING_TOO_LONG", `${label}: data value too large: ${value} (max length=${length})`)
    : []
}

function uniqueErrors(org: Org, type: string, { name, unique }: Field, value: Value, before: SfRecord | null): RowError[] {
  const holder = unique ? recordsOf(org, type).find((record) => record !== before && isSameText(record.values[name], value)) : undefined
  return holder
    ? [
        {
          code: "DUPLICATE_VALUE",
          message: `duplicate value found: ${name} duplicates value on record with id: ${idKey(holder.id)}`,
          fields: [name],
        },
      ]
    : []
}

/** External ids match whatever the case, unless the field says otherwise. */
export const isSameText = (a: Value | undefined, b: Value | undefined): boolean =>
  a !== null && a !== undefined && String(a).toLowerCase() === String(b).toLowerCase()

function linkErrors(org: Org, { name, type, referenceTo }: Field, value: Value): RowError[] {
  if (type !== "reference" || referenceTo.length === 0) return []
  const id = String(value)
  if (!isId(id)) return [{ code: "MALFORMED_ID", message: `${name}: id value of incorrect type: ${id}`, fields: [name] }]
  const record = referenceTo.map((target) => findRecord(org, target, id)).find((found) => found && found.deletedAt === null)
  if (!record) return [{ code: "INVALID_CROSS_REFERENCE_KEY", message: "invalid cross reference id", fields: [] }]
  return record.type === "User" && record.values["IsActive"] === false
    ? [{ code: "INACTIVE_OWNER_OR_USER", message: "operation performed with inactive user", fields: [name] }]
    : []
}

function taskErrors(org: Org, type: string, { WhoId, WhatId }: Values): RowError[] {
  const lead = type === "Task" && typeof WhoId === "string" ? findRecord(org, "Lead", WhoId) : undefined
  if (!lead) return []
  if (lead.values["IsConverted"] === true)
    return [{ code: "CANNOT_UPDATE_CONVERTED_LEAD", message: "cannot reference converted lead", fields: ["WhoId"] }]
  return isEmpty(WhatId)
    ? []
    : [{ code: "FIELD_INTEGRITY_EXCEPTION", message: "WhatId must be blank when WhoId is a Lead", fields: ["WhatId"] }]
}

/** `allowSave`: the caller's header, which passes a rule that only alerts. */
export function checkDuplicates(org: Org, type: string, values: Values, before: SfRecord | null, allowSave: boolean): void {
  const rule = org.settings.duplicateRules[type] ?? "off"
  if (rule === "off" || (rule === "alert" && allowSave)) return
  const { Email, Phone } = values
  const records = ["Contact", "Lead"]
    .flatMap((other) => (fieldOf(org, type, "Email") ? recordsOf(org, other) : []))
    .filter((record) => record !== before && (isSameText(record.values["Email"], Email) || isSameText(record.values["Phone"], Phone)))
  if (records.length > 0)
    throw new SfProblem(400, [{ code: "DUPLICATES_DETECTED", message: "Use one of these records?" }], {
      records,
      key: org.settings.duplicateKey,
    })
}
