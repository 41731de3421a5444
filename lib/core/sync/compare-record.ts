import { recordCountries } from "./crm-phones"
import type { CrmObject } from "./crm-schema"
import type { FieldMapping, SyncField } from "./mapping"
import { decide, decideForeign, type Certainty, type Decision, type Snapshot } from "./three-way"
import { eachOf, isForeign, joined, isSameValue, readRemote, sayRemote, stageKey, writeForeign, writeRemote } from "./transforms"
import type { RemoteRecord, RemoteWrite, TransformContext } from "./transforms"

/** Compares one record of a lead with one CRM record: what to write, what to apply here, and which conflicts there were. */
export type OurValue = { value: string; changedAt: Date | null; accepts?: readonly string[]; certainty?: Certainty }
export type OurValues = Partial<Record<SyncField, OurValue>>

type TheirRecord = RemoteRecord & {
  changedAt: (property: string) => Date
  stageChangedAt: Date
  /** Every phone (E.164) and address (canonical) of the record, whichever property it is in. */
  details?: readonly string[]
}

type FieldConflict = { field: SyncField; base: string | null; ours: string; theirs: string; winner: "ours" | "theirs"; rule: string }

/** `replaces`: contact details that were corrected or emptied there, and are no longer this person's. */
export type InboundChange = { field: SyncField; value: string; replaces: string[] }

export type RecordComparison = {
  /** Empty when the CRM is up to date. */
  write: RemoteWrite
  /** The fields of what is written; their snapshot is stored when the write has succeeded. */
  written: SyncField[]
  inbound: InboundChange[]
  conflicts: FieldConflict[]
  /** The snapshot as far as both sides agree already, without what is still to be written or applied. */
  snapshot: Snapshot
}

type CompareInput = {
  object: CrmObject
  mappings: readonly FieldMapping[]
  ours: OurValues
  base: Snapshot
  /** Null for a record that does not exist yet. */
  theirs: TheirRecord | null
  context: TransformContext
  /** Values that the CRM has refused, by field. */
  withheld?: Readonly<Record<string, { value: string }>>
}

export function compareRecord(given: CompareInput): RecordComparison {
  const input = given.theirs ? { ...given, theirs: withCountries(given.mappings, given.theirs) } : given
  const result: RecordComparison = { write: { values: {} }, written: [], inbound: [], conflicts: [], snapshot: {} }
  for (const mapping of input.mappings) {
    if (mapping.object === input.object && mapping.isOn) compareField(input, mapping, result)
  }
  return result
}

const withCountries = <T extends RemoteRecord>(mappings: readonly FieldMapping[], record: T): T => ({
  ...record,
  countries: recordCountries(mappings, record),
})

function compareField(input: CompareInput, mapping: FieldMapping, result: RecordComparison): void {
  const { field } = mapping
  const mine = input.ours[field]
  if (!mine) return
  const theirs = input.theirs ?? NO_RECORD
  const said = sayRemote(mapping, theirs, input.context)
  const isHeld = input.withheld?.[field]?.value === mine.value
  const base = input.base[field]
  const decision = decideField(input, mapping, mine, said)
  if (decision.action === "pull" && isUnread(mapping, theirs)) {
    if (base) result.snapshot[field] = base
    return
  }
  const replaces = decision.action === "pull" ? takenAway(input, mapping, said) : []
  result.conflicts.push(...conflictsOf(field, { base, mine, said, replaces, decision }))
  if (decision.action === "pull") result.inbound.push({ field, value: said, replaces })
  const chosen = base?.use !== undefined && isForeign(base.use) ? writeForeign(mapping, base.use) : null
  const remote = decision.action === "write" && !isHeld ? (chosen ?? writeRemote(mapping, mine.value, input.context)) : null
  if (remote) {
    addChanged(result.write, remote, theirs)
    result.written.push(field)
  }
  // What is still to be written or applied keeps its old snapshot: if this run is interrupted, the difference is found
  // again.
  const isOpen = remote !== null || decision.action === "pull"
  if (!isOpen) result.snapshot[field] = { o: mine.value, t: said }
  else if (base) result.snapshot[field] = base
}

/** Empty is null: a property that is not there at all has gone from the account, and nobody emptied it. */
const isUnread = ({ transform, properties }: FieldMapping, { values }: RemoteRecord): boolean =>
  transform !== "stage" && !properties.some((name) => name in values)

function decideField(input: CompareInput, mapping: FieldMapping, mine: OurValue, said: string): Decision {
  const base = input.base[mapping.field]
  if (base?.use !== undefined) return { action: "write", conflict: null }
  const given = {
    base,
    ours: { value: mine.value, changedAt: mine.changedAt, certainty: mine.certainty },
    theirs: { value: said, changedAt: theirChange(input, mapping) },
    direction: mapping.direction,
    policy: mapping.policy,
  }
  if (input.theirs && readRemote(mapping, input.theirs, input.context) === null) return decideForeign(given)
  const isSame = isSameValue(mapping, mine.value, said, mine.accepts)
  // Beside ours stands another: it is added here, and ours is no reason to overwrite it.
  const isBeside = !isSame && mine.accepts !== undefined && eachOf(said).includes(mine.value)
  if (isBeside) return { action: mapping.direction === "out" || base?.t === said ? "none" : "pull", conflict: null }
  if (isSame && said !== mine.value && takenAway(input, mapping, said).length > 0) return { action: "pull", conflict: null }
  return decide({ ...given, isSame })
}

/** Details of ours that a person removed there by correcting or emptying the field, unless Onelead keeps it. */
function takenAway({ base, ours, theirs }: CompareInput, { field, transform, policy, direction }: FieldMapping, said: string): string[] {
  if ((transform !== "phone" && transform !== "email") || policy === "ours" || direction === "out") return []
  const left = new Set([...eachOf(said), ...(theirs?.details ?? [])])
  const listed = ours[field]?.accepts ?? []
  return eachOf(base[field]?.t ?? "").filter((value) => listed.includes(value) && !left.has(value))
}

type Decided = { base: Snapshot[string] | undefined; mine: OurValue; said: string; replaces: readonly string[]; decision: Decision }

/** A corrected contact detail is a conflict that the CRM won: it can be turned round. */
function conflictsOf(field: SyncField, { base, mine, said, replaces, decision }: Decided): FieldConflict[] {
  const isDetail = mine.accepts !== undefined
  if (isDetail && decision.conflict?.winner === "theirs" && said === "" && replaces.length === 0) return []
  const conflict = decision.conflict ?? (replaces.length > 0 ? { winner: "theirs" as const, rule: "it was corrected in the CRM" } : null)
  if (!conflict) return []
  const ours = base?.o === mine.value ? joined(replaces) || mine.value : mine.value
  return [{ field, base: base?.o ?? null, ours, theirs: said, ...conflict }]
}

function theirChange({ theirs }: CompareInput, { transform, properties }: FieldMapping): Date | null {
  if (!theirs) return null
  if (transform === "stage") return theirs.stageChangedAt
  const times = properties.map(theirs.changedAt)
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())))
}

const NO_RECORD: RemoteRecord = { values: {}, stage: null }

/** A value that is already there is not sent: it would add a line to the CRM's history. */
function addChanged(write: RemoteWrite, { values, stage }: RemoteWrite, theirs: RemoteRecord): void {
  for (const [name, value] of Object.entries(values)) if ((theirs.values[name] ?? "") !== value) write.values[name] = value
  if (stage && !(theirs.stage && stageKey(theirs.stage) === stageKey(stage))) write.stage = stage
}

export const isNothing = ({ values, stage }: RemoteWrite): boolean => stage === undefined && Object.keys(values).length === 0

/**
 * Values that should be equal and are not: fields kept on both sides, and fields that only we keep. Values that the CRM
 * refuses or cannot represent are no difference.
 */
export function differencesOf({
  object,
  mappings,
  ours,
  theirs,
  context,
  withheld,
}: Omit<CompareInput, "base" | "theirs"> & { theirs: RemoteRecord }): { field: SyncField; ours: string; theirs: string }[] {
  const record = withCountries(mappings, theirs)
  return mappings.flatMap((mapping) => {
    const mine = ours[mapping.field]
    const isKept = mapping.direction === "both" || (mapping.direction === "out" && mapping.policy === "ours")
    if (!mine || mapping.object !== object || !mapping.isOn || !isKept) return []
    const said = readRemote(mapping, record, context)
    if (said === null || withheld?.[mapping.field]?.value === mine.value || writeRemote(mapping, mine.value, context) === null) return []
    return isSameValue(mapping, mine.value, said, mine.accepts) ? [] : [{ field: mapping.field, ours: mine.value, theirs: said }]
  })
}
