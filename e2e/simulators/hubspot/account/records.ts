import { isoTime } from "@/e2e/simulators/shared/clock"
import { derivedDealValues, stageProblem } from "./deals"
import { isActivity, TYPE_FACTS, type ObjectType } from "./object-types"
import { noteForIndex, type Author, type CrmRecord, type Portal, type Values } from "./portal"
import { ApiProblem, contactExists, propertyProblems, type PropertyProblem } from "./problems"
import { checkValue, isLifecycleBackward, textOf } from "./values"

/**
 * Writes. Every write is planned first (all offenders found, nothing touched) and applied after, so that a batch can be
 * all or nothing.
 */
export type WriteInput = { properties: Readonly<Record<string, unknown>>; author: Author; version: string }

export type Plan = {
  type: ObjectType
  record: CrmRecord | null
  author: Author
  /** What the author changed, and what the account changed because of it. */
  set: [string, string][]
  derived: [string, string][]
}

/** Unique values that earlier rows of the same batch have taken: key → the row's own key. */
export type Claims = Map<string, CrmRecord | symbol>

const SYSTEM: Author = { changeSource: "CALCULATED", sourceId: "CalculatedPropertyComputer" }

const isUserAuthor = (author: Author): boolean => author.changeSource.startsWith("CRM_UI")

export function uniqueKeys(portal: Portal, type: ObjectType, values: Values): { key: string; property: string }[] {
  const keys: { key: string; property: string }[] = []
  for (const property of portal.tables[type].properties.values()) {
    const value = values[property.name]
    if (property.hasUniqueValue && !property.archived && value) keys.push({ key: `${property.name}:${value}`, property: property.name })
  }
  if (type === "contacts")
    for (const extra of (values["hs_additional_emails"] ?? "").split(";").filter((part) => part !== ""))
      keys.push({ key: `email:${extra}`, property: "email" })
  return keys
}

export function planWrite(portal: Portal, type: ObjectType, record: CrmRecord | null, input: WriteInput, claims: Claims = new Map()): Plan {
  const problems: PropertyProblem[] = []
  const sent = new Map<string, string>()
  for (const [name, raw] of Object.entries(input.properties)) {
    const checked = checkProperty(portal, type, record, name, raw)
    if (checked && "problem" in checked) problems.push(checked.problem)
    else if (checked) sent.set(name, checked.value)
  }
  if (!record && problems.length === 0) problems.push(...missingAtCreation(type, sent))
  dropBackwardLifecycle(portal, type, record, input.author, sent)
  const next = valuesAfter(type, record, sent, portal)
  const stage = type === "deals" ? stageProblem(portal, next) : null
  if (stage) problems.push(stage)
  problems.push(...missingByRule(portal, type, next, sent, input.version))
  if (problems.length > 0) throw propertyProblems(portal.settings.portalId, problems)
  refuseTaken(portal, type, record, next, claims)
  return planned(portal, type, record, input.author, next, sent)
}

type CheckedProperty = { value: string } | { problem: PropertyProblem } | null

function checkProperty(portal: Portal, type: ObjectType, record: CrmRecord | null, name: string, raw: unknown): CheckedProperty {
  const property = portal.tables[type].properties.get(name)
  // Updates of activities pass over what they do not know; contacts and deals refuse it.
  const isLenient = isActivity(type) && record !== null
  if (!property || property.archived)
    return isLenient ? null : { problem: { property: name, code: "PROPERTY_DOESNT_EXIST", message: `Property "${name}" does not exist` } }
  if (property.readOnly)
    return isLenient
      ? null
      : { problem: { property: name, code: "READ_ONLY_VALUE", message: `"${name}" is a read only property; its value cannot be set.` } }
  return checkValue(portal, property, raw, record)
}

function missingAtCreation(type: ObjectType, sent: ReadonlyMap<string, string>): PropertyProblem[] {
  const required = (property: string): PropertyProblem => ({
    property,
    code: "REQUIRED_PROPERTY",
    message: `Property "${property}" is required`,
  })
  if (type === "contacts") {
    const isNamed = ["email", "firstname", "lastname"].some((name) => sent.get(name))
    // A contact found by a unique property of ours needs no name; any value at all will do.
    return isNamed || [...sent.values()].some((value) => value !== "") ? [] : [required("email")]
  }
  return isActivity(type) && !sent.get("hs_timestamp") ? [required("hs_timestamp")] : []
}

function missingByRule(
  portal: Portal,
  type: ObjectType,
  next: Values,
  sent: ReadonlyMap<string, string>,
  version: string,
): PropertyProblem[] {
  if (!(/^\d{4}-\d{2}/.test(version) && version >= "2026-09")) return []
  return portal.settings.requiredWhen
    .filter((rule) => rule.objectType === type && sent.has(rule.property) && next[rule.property] === rule.equals)
    .flatMap((rule) => rule.required.filter((name) => !next[name]))
    .map((property) => ({ property, code: "REQUIRED_PROPERTY", message: `Property "${property}" is required` }))
}

function dropBackwardLifecycle(
  portal: Portal,
  type: ObjectType,
  record: CrmRecord | null,
  author: Author,
  sent: Map<string, string>,
): void {
  const property = portal.tables[type].properties.get("lifecyclestage")
  const value = sent.get("lifecyclestage")
  if (!property || value === undefined || !record || isUserAuthor(author)) return
  if (isLifecycleBackward(property, record.values["lifecyclestage"], value)) sent.delete("lifecyclestage")
}

function valuesAfter(type: ObjectType, record: CrmRecord | null, sent: ReadonlyMap<string, string>, portal: Portal): Values {
  const next: Record<string, string> = { ...record?.values }
  if (type === "deals" && !record && !sent.get("pipeline")) next["pipeline"] = portal.pipelines[0]?.id ?? "default"
  for (const [name, value] of sent) {
    if (value === "") delete next[name]
    else next[name] = value
  }
  return next
}

function refuseTaken(portal: Portal, type: ObjectType, record: CrmRecord | null, next: Values, claims: Claims): void {
  const self = record ?? Symbol("new record")
  const keys = uniqueKeys(portal, type, next)
  const taken: PropertyProblem[] = []
  for (const { key, property } of keys) {
    const holder = portal.tables[type].unique.get(key)
    const claimed = claims.get(key)
    if ((holder === undefined || holder === record?.id) && (claimed === undefined || claimed === self)) continue
    if (property === "email" && type === "contacts") throw contactExists(holder)
    taken.push({
      property,
      code: "CONFLICTING_UNIQUE_VALUE",
      message: `Cannot set ${property}: ${key.slice(property.length + 1)} is already used by ${holder ?? "another row of this batch"}`,
    })
  }
  if (taken.length > 0) throw propertyProblems(portal.settings.portalId, taken)
  for (const { key } of keys) claims.set(key, self)
}

function planned(
  portal: Portal,
  type: ObjectType,
  record: CrmRecord | null,
  author: Author,
  next: Values,
  sent: ReadonlyMap<string, string>,
): Plan {
  const before = record?.values ?? {}
  const names = new Set([...sent.keys(), ...(record ? [] : Object.keys(next))])
  const set = [...names]
    .filter((name) => (before[name] ?? "") !== (next[name] ?? ""))
    .map((name): [string, string] => [name, next[name] ?? ""])
  const derived = Object.entries(derivedValues(portal, type, record, next, new Set(sent.keys())))
  return { type, record, author, set, derived: derived.filter(([name, value]) => (before[name] ?? "") !== value) }
}

function derivedValues(portal: Portal, type: ObjectType, record: CrmRecord | null, next: Values, sent: ReadonlySet<string>): Values {
  if (type === "deals") return derivedDealValues(portal, record, next, sent, portal.clock.now())
  if (type !== "contacts") return {}
  const digits = (next["phone"] ?? next["mobilephone"] ?? "").replace(/\D/g, "")
  // Search by phone looks at the area code and the local number; the country code is left out.
  return digits === ""
    ? {}
    : { hs_calculated_phone_number: `+${digits}`, hs_searchable_calculated_phone_number: digits.replace(/^(00)?971|^0+/, "") }
}

export function applyPlan(portal: Portal, plan: Plan): CrmRecord {
  const now = portal.clock.now()
  if (!plan.record) return applyCreation(portal, plan, now)
  const { record } = plan
  if (plan.set.length === 0 && plan.derived.length === 0 && !portal.settings.touchUnchanged) return record
  changeValues(portal, record, [...plan.set], plan.author, now)
  changeValues(portal, record, [...plan.derived], SYSTEM, now)
  touch(portal, record, now)
  return record
}

function applyCreation(portal: Portal, plan: Plan, now: number): CrmRecord {
  const id = portal.nextId()
  const facts = TYPE_FACTS[plan.type]
  const initial: Record<string, string> = {
    hs_object_id: String(id),
    hs_object_source: plan.author.changeSource,
    hs_object_source_label: plan.author.changeSource,
  }
  for (const [name, value] of [...plan.set, ...plan.derived]) initial[name] = value
  initial[facts.createdProperty] ??= isoTime(now)
  initial["hs_lastmodifieddate"] = isoTime(now)
  initial[facts.modifiedProperty] = isoTime(now)
  const record: CrmRecord = {
    id: String(id),
    type: plan.type,
    values: initial,
    initial,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
    createdBy: plan.author,
    changes: [],
    indexed: null,
    waiting: [],
  }
  const table = portal.tables[plan.type]
  table.records.set(record.id, record)
  table.ids.push(id)
  for (const { key } of uniqueKeys(portal, plan.type, initial)) table.unique.set(key, record.id)
  noteForIndex(portal, record)
  portal.emit({ kind: "creation", type: plan.type, objectId: record.id, at: now, by: plan.author, details: {} })
  emitChanges(portal, record, plan.set, plan.author, now)
  emitChanges(portal, record, plan.derived, SYSTEM, now)
  return record
}

function emitChanges(portal: Portal, record: CrmRecord, changes: readonly [string, string][], by: Author, at: number): void {
  for (const [propertyName, propertyValue] of changes)
    portal.emit({ kind: "propertyChange", type: record.type, objectId: record.id, at, by, details: { propertyName, propertyValue } })
}

/** Sets values without any check, keeps what must be unique findable, and tells the listeners. */
export function changeValues(portal: Portal, record: CrmRecord, changes: readonly [string, string][], by: Author, at: number): void {
  if (changes.length === 0) return
  const table = portal.tables[record.type]
  for (const { key } of uniqueKeys(portal, record.type, record.values)) if (table.unique.get(key) === record.id) table.unique.delete(key)
  const next: Record<string, string> = { ...record.values }
  for (const [property, value] of changes) {
    if (value === "") delete next[property]
    else next[property] = value
    record.changes.push({ at, property, value, by })
  }
  record.values = next
  for (const { key } of uniqueKeys(portal, record.type, next)) table.unique.set(key, record.id)
  emitChanges(portal, record, changes, by, at)
}

export function touch(portal: Portal, record: CrmRecord, at: number): void {
  record.updatedAt = at
  record.values = { ...record.values, hs_lastmodifieddate: isoTime(at), [TYPE_FACTS[record.type].modifiedProperty]: isoTime(at) }
  noteForIndex(portal, record)
}

export function archiveRecord(portal: Portal, record: CrmRecord, by: Author): void {
  const now = portal.clock.now()
  const table = portal.tables[record.type]
  record.archivedAt = now
  record.updatedAt = now
  for (const { key } of uniqueKeys(portal, record.type, record.values)) if (table.unique.get(key) === record.id) table.unique.delete(key)
  noteForIndex(portal, record)
  portal.emit({ kind: "deletion", type: record.type, objectId: record.id, at: now, by, details: {} })
}

/** Out of the recycle bin. Unique values that somebody else took meanwhile stay with them. */
export function restoreRecord(portal: Portal, record: CrmRecord, by: Author): void {
  const now = portal.clock.now()
  const table = portal.tables[record.type]
  record.archivedAt = null
  for (const { key, property } of uniqueKeys(portal, record.type, record.values)) {
    if (!table.unique.has(key)) table.unique.set(key, record.id)
    else changeValues(portal, record, [[property, ""]], SYSTEM, now)
  }
  touch(portal, record, now)
  portal.emit({ kind: "restore", type: record.type, objectId: record.id, at: now, by, details: {} })
}

/** Gone for good, its address refused from now on; tells of a privacy deletion and of a deletion. */
export function purgeRecord(portal: Portal, record: CrmRecord, by: Author): void {
  const now = portal.clock.now()
  const table = portal.tables[record.type]
  for (const { key, property } of uniqueKeys(portal, record.type, record.values)) {
    if (property === "email") portal.blockedEmails.add(key.slice("email:".length))
    if (table.unique.get(key) === record.id) table.unique.delete(key)
  }
  table.records.delete(record.id)
  portal.unindexed.delete(record)
  for (const others of portal.associations.get(record.id)?.values() ?? [])
    for (const other of others.keys()) portal.associations.get(other)?.get(record.type)?.delete(record.id)
  portal.associations.delete(record.id)
  for (const kind of ["privacyDeletion", "deletion"] as const)
    portal.emit({ kind, type: record.type, objectId: record.id, at: now, by, details: {} })
}

/** The record that a value of a unique property belongs to; the address of a contact finds it under any case. */
export function findByUnique(portal: Portal, type: ObjectType, property: string, value: string): CrmRecord | undefined {
  const definition = portal.tables[type].properties.get(property)
  if (!definition?.hasUniqueValue)
    throw new ApiProblem(400, {
      message: `Unable to perform read by non-unique ${TYPE_FACTS[type].typeId} property ${property} in portal ID ${portal.settings.portalId}`,
      category: "VALIDATION_ERROR",
    })
  const wanted = property === "email" ? value.trim().toLowerCase() : value
  const id = portal.tables[type].unique.get(`${property}:${wanted}`)
  return id === undefined ? undefined : portal.tables[type].records.get(id)
}

export const propertiesOf = (raw: unknown): Record<string, unknown> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {}

export const idOf = (raw: unknown): string => textOf(raw).trim()
