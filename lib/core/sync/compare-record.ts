import type { CrmObject } from "./crm-schema"
import type { FieldMapping, SyncField } from "./mapping"
import { decide, type Snapshot, type Certainty } from "./three-way"
import { isSameValue, readRemote, writeRemote, type RemoteValues, type TransformContext } from "./transforms"

/** Compares one record of a lead with one CRM record: what to write, what to apply here, and which conflicts there were. */
export type OurValue = { value: string; changedAt: Date | null; accepts?: readonly string[]; certainty?: Certainty }
export type OurValues = Partial<Record<SyncField, OurValue>>

type TheirRecord = { values: RemoteValues; changedAt: (property: string) => Date | null }

type FieldConflict = { field: SyncField; base: string | null; ours: string; theirs: string; winner: "ours" | "theirs"; rule: string }

export type RecordComparison = {
  /** Properties to write. Empty when the CRM is up to date. */
  write: Record<string, string>
  /** The fields of what is written; their snapshot is stored when the write has succeeded. */
  written: SyncField[]
  inbound: { field: SyncField; value: string }[]
  conflicts: FieldConflict[]
  /** The snapshot as far as both sides agree already, without what is still to be written or applied. */
  snapshot: Snapshot
}

export type CompareInput = {
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

/** Contact details are never emptied by the CRM: they identify the person here. */
const NEVER_EMPTIED = new Set<SyncField>(["email", "phone", "name", "stage"])

export function compareRecord(input: CompareInput): RecordComparison {
  const result: RecordComparison = { write: {}, written: [], inbound: [], conflicts: [], snapshot: {} }
  for (const mapping of input.mappings) {
    if (mapping.object === input.object && mapping.isOn) compareField(input, mapping, result)
  }
  return result
}

function compareField(input: CompareInput, mapping: FieldMapping, result: RecordComparison): void {
  const { field } = mapping
  const mine = input.ours[field]
  if (!mine) return
  const theirs = input.theirs ? readRemote(mapping, input.theirs.values, input.context) : ""
  // A value without a meaning here is remembered as it is, so that it causes no change; ours is sent only when it
  // changes.
  const said = theirs ?? `?${mapping.properties.map((name) => input.theirs?.values[name] ?? "").join("|")}`
  const isHeld = input.withheld?.[field]?.value === mine.value
  const base = input.base[field]
  const isSame = theirs !== null && isSameValue(mapping, mine.value, theirs, mine.accepts)
  const decision = decide({
    base,
    ours: { value: mine.value, changedAt: mine.changedAt, certainty: mine.certainty },
    theirs: { value: said, changedAt: theirChange(input, mapping) },
    direction: mapping.direction,
    policy: mapping.policy,
    isSame,
  })
  const isUnreadable = theirs === null
  // A stage of another pipeline, or an owner without a user here: a person's choice in the CRM, left alone until our
  // value changes.
  const isForeign = isUnreadable && base === undefined
  const isRefusedEmptying = decision.action === "pull" && theirs === "" && NEVER_EMPTIED.has(field)
  const action = isRefusedEmptying ? "write" : isForeign || (decision.action === "pull" && isUnreadable) ? "none" : decision.action
  if (decision.conflict && !isUnreadable && !isRefusedEmptying && theirs !== null)
    result.conflicts.push({ field, base: base?.o ?? null, ours: mine.value, theirs, ...decision.conflict })
  if (action === "pull" && theirs !== null) result.inbound.push({ field, value: theirs })
  const remote = action === "write" && !isHeld ? writeRemote(mapping, mine.value, input.context) : null
  if (remote) {
    Object.assign(result.write, changedOnly(remote, input.theirs?.values ?? {}))
    result.written.push(field)
  }
  // What is still to be written or applied keeps its old snapshot: if this run is interrupted, the difference is found
  // again.
  const isOpen = remote !== null || (action === "pull" && theirs !== null)
  if (!isOpen) result.snapshot[field] = { o: mine.value, t: said }
  else if (base) result.snapshot[field] = base
}

function theirChange({ theirs }: CompareInput, { properties }: FieldMapping): Date | null {
  const times = properties.flatMap((property) => theirs?.changedAt(property) ?? [])
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())))
}

/** A value that is already there is not sent: it would add a line to the CRM's history. */
const changedOnly = (remote: Readonly<Record<string, string>>, values: RemoteValues): Record<string, string> =>
  Object.fromEntries(Object.entries(remote).filter(([name, value]) => (values[name] ?? "") !== value))

/**
 * Values that should be equal and are not: fields kept on both sides, and fields that only we keep. Values that the CRM
 * refuses or cannot represent are no difference.
 */
export const differencesOf = ({
  object,
  mappings,
  ours,
  theirs,
  context,
  withheld,
}: Omit<CompareInput, "base">): { field: SyncField; ours: string; theirs: string }[] =>
  mappings.flatMap((mapping) => {
    const mine = ours[mapping.field]
    const isKept = mapping.direction === "both" || (mapping.direction === "out" && mapping.policy === "ours")
    if (!mine || mapping.object !== object || !mapping.isOn || !isKept) return []
    const said = readRemote(mapping, theirs?.values ?? {}, context)
    if (said === null || withheld?.[mapping.field]?.value === mine.value || writeRemote(mapping, mine.value, context) === null) return []
    return isSameValue(mapping, mine.value, said, mine.accepts) ? [] : [{ field: mapping.field, ours: mine.value, theirs: said }]
  })
