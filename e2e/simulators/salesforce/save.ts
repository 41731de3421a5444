import { later } from "@/e2e/simulators/shared/account"
import { idKey } from "./ids"
import { change, findRecord, recordsOf, secondsOf, visibleField, type Author, type Org, type SfRecord, type Values } from "./org"
import { problem } from "./problems"
import { checkDuplicates, checkRow, isSameText } from "./rules"
import { STAGES } from "./schema"

/** One row written, with all that an org does around it. */
export type Saving = { author: Author; allowSave: boolean; autoAssign: boolean }

export function insertRecord(org: Org, type: string, given: Values, saving: Saving): SfRecord {
  takeLock(org, null)
  const values = { ...named(org, type, given) }
  checkRow(org, type, values, null)
  checkDuplicates(org, type, values, null, saving.allowSave)
  const owner = saving.autoAssign && type === "Lead" ? org.settings.assignTo : null
  const record = org.create(
    type,
    { ...defaultsOf(type), OwnerId: saving.author.userId, ...values, ...(owner ? { OwnerId: owner } : {}) },
    saving.author,
  )
  derive(record, values)
  runFlows(org, record, saving.author)
  return record
}

export function updateRecord(org: Org, record: SfRecord, given: Values, saving: Saving): void {
  if (record.deletedAt !== null) throw problem(404, "ENTITY_IS_DELETED", "entity is deleted", [])
  if (record.values["IsConverted"] === true) throw problem(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot update converted lead", [])
  takeLock(org, record)
  const values = named(org, record.type, given)
  checkRow(org, record.type, values, record)
  if ("Email" in values || "Phone" in values) checkDuplicates(org, record.type, values, record, saving.allowSave)
  change(org, record, emptied(values), saving.author)
  derive(record, values)
  runFlows(org, record, saving.author)
}

/** Into the bin, from where it can be taken back until the bin is emptied. */
export function deleteRecord(org: Org, record: SfRecord, author: Author, masterId: string | null = null): void {
  if (record.deletedAt !== null) throw problem(404, "ENTITY_IS_DELETED", "entity is deleted", [])
  takeLock(org, record)
  change(org, record, masterId === null ? {} : { MasterRecordId: masterId }, author)
  record.deletedAt = org.clock.now()
}

export function undeleteRecord(org: Org, record: SfRecord, author: Author): void {
  record.deletedAt = null
  change(org, record, { MasterRecordId: null }, author)
}

/** Records with this external id; the field has to be one. */
export function byExternalId(org: Org, type: string, fieldName: string, value: string): SfRecord[] {
  const known = visibleField(org, type, fieldName)
  if (fieldName === "Id") return [findRecord(org, type, value)].flatMap((record) => (record && record.deletedAt === null ? [record] : []))
  if (!known?.externalId) throw problem(404, "NOT_FOUND", `Provided external ID field does not exist or is not accessible: ${fieldName}`)
  return recordsOf(org, type).filter((record) => isSameText(record.values[known.name], value))
}

/** Another transaction holds the row for longer than a write waits. */
function takeLock(org: Org, record: SfRecord | null): void {
  const until = record ? (org.locks.get(idKey(record.id)) ?? 0) : 0
  if (until > org.clock.now() || org.faults.take(["lock"]))
    throw problem(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", [])
}

/** Names in the spelling of the schema; what is unknown stays, to be refused. */
const named = (org: Org, type: string, values: Values): Values =>
  emptied(Object.fromEntries(Object.entries(values).map(([name, value]) => [visibleField(org, type, name)?.name ?? name, value])))

/** An empty text is no value. */
const emptied = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]))

const DEFAULTS: Record<string, Values> = {
  Lead: { Status: "Open - Not Contacted", IsConverted: false },
  Task: { Status: "Not Started", Priority: "Normal" },
}
const defaultsOf = (type: string): Values => DEFAULTS[type] ?? {}

/** A stage decides whether a deal is closed and won, and how likely it is unless that was written. */
function derive(record: SfRecord, values: Values): void {
  const { FirstName, LastName } = record.values
  if (record.type === "Contact" || record.type === "Lead") record.values["Name"] = [FirstName, LastName].filter(Boolean).join(" ")
  if (record.type !== "Opportunity" || !("StageName" in values)) return
  const [, IsClosed = false, IsWon = false, Probability = 0] = STAGES.find(([name]) => name === values["StageName"]) ?? []
  Object.assign(record.values, {
    IsClosed,
    IsWon,
    ForecastCategoryName: IsWon ? "Closed" : IsClosed ? "Omitted" : "Pipeline",
    ...("Probability" in values ? {} : { Probability }),
  })
}

function runFlows(org: Org, record: SfRecord, author: Author): void {
  if (author.userId !== org.user.integration) return
  for (const { object, set } of org.settings.automation)
    if (object === record.type) later(org, 1_000, () => change(org, record, set, { userId: org.user.flow, client: null }))
}

export const deletedDate = (record: SfRecord): string => secondsOf(record.deletedAt ?? 0)
