import type { CrmRecord, Portal } from "./portal"
import type { PropertyProblem } from "./problems"
import type { PropertyDefinition } from "./schema"
import { LIFECYCLE_STAGES } from "./schema"

/**
 * What a property accepts and how it is kept. All values are strings; a value that does not fit its type is refused, never
 * bent into shape.
 */
const MAX_TEXT = 65_536
const DAY = 86_400_000
const EMAIL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/

type Checked = { value: string } | { problem: PropertyProblem }

export function textOf(raw: unknown): string {
  if (raw === null || raw === undefined) return ""
  if (typeof raw === "string") return raw
  return typeof raw === "number" || typeof raw === "boolean" ? String(raw) : JSON.stringify(raw)
}

export function checkValue(portal: Portal, property: PropertyDefinition, raw: unknown, record: CrmRecord | null): Checked {
  const value = textOf(raw)
  const fail = (code: string, message: string): Checked => ({ problem: { property: property.name, code, message } })
  if (value === "") return { value: "" }
  if (value.length > MAX_TEXT) return fail("INVALID_STRING", `Property value is too long: ${value.length} characters`)
  if (property.name === "email") return checkEmail(portal, value, fail)
  if (property.name === "hs_additional_emails") return { value: value.toLowerCase() }
  switch (property.type) {
    case "number":
      return /^-?\d+(\.\d+)?$/.test(value) ? { value } : fail("INVALID_FLOAT", `${value} was not a valid number.`)
    case "bool":
      return value === "true" || value === "false"
        ? { value }
        : fail("INVALID_OPTION", `${value} was not one of the allowed options: [true, false]`)
    case "date":
      return checkDate(value, fail)
    case "datetime":
      return checkMoment(value, fail)
    case "enumeration":
      return checkOption(portal, property, value, record, fail)
    default:
      return { value }
  }
}

type Fail = (code: string, message: string) => Checked

function checkEmail(portal: Portal, value: string, fail: Fail): Checked {
  const email = value.trim().toLowerCase()
  if (!EMAIL.test(email)) return fail("INVALID_EMAIL", `Email address ${value} is invalid`)
  return portal.blockedEmails.has(email) ? fail("INVALID_EMAIL", `Email address ${value} is GDPR blocklisted`) : { value: email }
}

function checkDate(value: string, fail: Fail): Checked {
  const at = /^-?\d{10,14}$/.test(value) ? Number(value) : Date.parse(`${value}T00:00:00.000Z`)
  if (Number.isNaN(at) || at % DAY !== 0) return fail("INVALID_DATE", `${value} is not a date at midnight UTC.`)
  return { value: new Date(at).toISOString().slice(0, 10) }
}

function checkMoment(value: string, fail: Fail): Checked {
  const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(value)
  const at = /^-?\d{10,14}$/.test(value) ? Number(value) : isIso ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? fail("INVALID_DATE", `${value} was not a valid date.`) : { value: new Date(at).toISOString() }
}

function allowedOptions(portal: Portal, property: PropertyDefinition): string[] {
  if (property.name === "hubspot_owner_id") return portal.owners.filter((owner) => !owner.archived).map((owner) => owner.id)
  if (property.name === "pipeline") return portal.pipelines.map((pipeline) => pipeline.id)
  if (property.name === "dealstage") return portal.pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.id))
  return property.options.map((option) => option.value)
}

/** A leading semicolon adds to what is there; without it the list is replaced. */
function checkOption(portal: Portal, property: PropertyDefinition, value: string, record: CrmRecord | null, fail: Fail): Checked {
  const allowed = allowedOptions(portal, property)
  const isList = property.fieldType === "checkbox"
  const parts = isList ? value.split(";").filter((part) => part !== "") : [value]
  const wrong = parts.find((part) => !allowed.includes(part))
  if (wrong !== undefined) return fail("INVALID_OPTION", `${wrong} was not one of the allowed options: [${allowed.join(", ")}]`)
  if (!isList) return { value }
  const kept = value.startsWith(";") ? (record?.values[property.name] ?? "").split(";").filter((part) => part !== "") : []
  return { value: [...new Set([...kept, ...parts])].join(";") }
}

/** Over the API a lifecycle stage only ever moves forward; a backward write succeeds and changes nothing. */
export function isLifecycleBackward(property: PropertyDefinition, from: string | undefined, to: string): boolean {
  if (property.name !== "lifecyclestage" || !from || to === "") return false
  const order = property.options.length > 0 ? property.options.map((option) => option.value) : [...LIFECYCLE_STAGES]
  return order.indexOf(to) < order.indexOf(from)
}
