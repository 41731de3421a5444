import { normaliseEmail } from "@/lib/core/identity/email"
import { readDate } from "@/lib/core/dates/read-date"
import { DEFAULT_FORMAT } from "@/lib/core/input-format"
import { readAmount } from "@/lib/core/money/read-amount"
import type { StageId } from "@/lib/core/lead-states"
import { crmLines } from "./crm-phones"
import type { StageRef } from "./crm-schema"
import type { FieldMapping, TransformName } from "./mapping"

/**
 * How a value is written to the CRM, and read back into the form in which the two sides are compared. Reading returns
 * null for a value without a meaning here (a stage of another pipeline, an owner without a user): it is left alone.
 */
export type TransformContext = {
  /** Where a deal of our stage goes. */
  stageOf: ReadonlyMap<StageId, StageRef>
  /** What a stage there means here, by `stageKey`; several may mean the same. */
  meaningOf: ReadonlyMap<string, StageId>
  /** Our user → the CRM's owner. */
  ownerOf: ReadonlyMap<string, string>
}

export const stageKey = ({ pipelineId, stageId }: StageRef): string => `${pipelineId}|${stageId}`

/** A record as far as it is compared. */
export type RemoteRecord = {
  values: Readonly<Record<string, string | null | undefined>>
  stage: StageRef | null
  /** What it says of the country of its phones. */
  countries?: readonly string[]
}

/** What is written of a field. */
export type RemoteWrite = { values: Record<string, string>; stage?: StageRef }

type Transform = {
  write: (value: string, properties: readonly string[], context: TransformContext) => RemoteWrite | null
  read: (raw: string, record: RemoteRecord, properties: readonly string[], context: TransformContext) => string | null
  isSame?: (ours: string, theirs: string) => boolean
}

/** From first to last; a contact never goes back. */
const LIFECYCLE = ["subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other"]

const single = (value: string, properties: readonly string[]): RemoteWrite => ({ values: { [properties[0] ?? ""]: value } })

const spaced = (text: string): string => text.trim().replaceAll(/\s+/g, " ")

/** CRMs write numbers with a decimal point; people there may type them in any way. */
function numeric(raw: string): string {
  const reading = readAmount(raw, DEFAULT_FORMAT)
  return reading.ok ? String(reading.minor / 100) : raw.trim()
}

function moment(raw: string): string {
  const reading = readDate(raw, DEFAULT_FORMAT)
  return reading.ok && reading.unreadTime === null ? reading.at.toISOString() : raw
}

const sorted = (raw: string): string =>
  [...new Set(raw.split(";").map((part) => part.trim()))]
    .filter((part) => part !== "")
    .sort()
    .join(";")

/** A phone field may hold several numbers. */
const SEVERAL = " / "
export const joined = (values: readonly string[]): string => values.join(SEVERAL)
export const eachOf = (value: string): string[] => value.split(SEVERAL).filter((part) => part !== "")

const TABLE: Record<TransformName, Transform> = {
  text: { write: single, read: (raw) => spaced(raw), isSame: (a, b) => spaced(a) === b },
  full_name: {
    write: (value, properties) => {
      const [first = "", ...rest] = spaced(value).split(" ")
      return properties.length === 1
        ? single(spaced(value), properties)
        : { values: { [properties[0] ?? ""]: first, [properties[1] ?? ""]: rest.join(" ") } }
    },
    read: (_raw, { values }, properties) => spaced(properties.map((name) => values[name] ?? "").join(" ")),
    isSame: (a, b) => spaced(a) === b,
  },
  email: {
    write: single,
    read: (raw) => {
      const reading = normaliseEmail(raw)
      return reading.ok ? reading.canonical : raw.trim().toLowerCase()
    },
  },
  phone: {
    write: single,
    read: (raw, { countries }) => {
      const numbers = crmLines([raw], countries).map(({ e164 }) => e164)
      return numbers.length === 0 ? raw.trim() : joined([...new Set(numbers)])
    },
  },
  number: { write: single, read: (raw) => numeric(raw), isSame: (a, b) => numeric(a) === b },
  moment: { write: single, read: (raw) => moment(raw), isSame: (a, b) => moment(a) === b },
  stage: {
    write: (value, _properties, { stageOf }) => {
      const stage = stageOf.get(value as StageId)
      return stage ? { values: {}, stage } : null
    },
    read: (_raw, { stage }, _properties, { meaningOf }) => (stage === null ? "" : (meaningOf.get(stageKey(stage)) ?? null)),
  },
  owner: {
    write: (value, properties, { ownerOf }) => {
      const owner = value === "" ? "" : ownerOf.get(value)
      return owner === undefined ? null : single(owner, properties)
    },
    read: (raw, _record, _properties, { ownerOf }) => {
      if (raw === "") return ""
      for (const [user, owner] of ownerOf) if (owner === raw) return user
      return null
    },
  },
  lifecycle: {
    write: single,
    read: (raw) => raw,
    isSame: (ours, theirs) => ours === theirs || (theirs !== "" && LIFECYCLE.indexOf(theirs) >= LIFECYCLE.indexOf(ours)),
  },
  set: { write: single, read: (raw) => sorted(raw), isSame: (a, b) => sorted(a) === b },
}

/** What to write; null when the CRM cannot represent the value. */
export const writeRemote = (mapping: FieldMapping, value: string, context: TransformContext): RemoteWrite | null =>
  TABLE[mapping.transform].write(value, mapping.properties, context)

/** Whether what is written says anything of this field. */
export const isWritten = ({ transform, properties }: FieldMapping, { values, stage }: RemoteWrite): boolean =>
  transform === "stage" ? stage !== undefined : properties.some((name) => name in values)

/** The CRM's value in our form; null when it has no meaning here. */
export const readRemote = (mapping: FieldMapping, record: RemoteRecord, context: TransformContext): string | null =>
  TABLE[mapping.transform].read(record.values[mapping.properties[0] ?? ""] ?? "", record, mapping.properties, context)

/** The CRM's value as the snapshot keeps it: one without a meaning here keeps its raw form behind a question mark. */
export const sayRemote = (mapping: FieldMapping, record: RemoteRecord, context: TransformContext): string =>
  readRemote(mapping, record, context) ?? `${FOREIGN}${rawOf(mapping, record)}`

const rawOf = ({ transform, properties }: FieldMapping, { values, stage }: RemoteRecord): string =>
  transform === "stage" && stage ? stageKey(stage) : properties.map((name) => values[name] ?? "").join("|")

const FOREIGN = "?"
export const isForeign = (said: string): boolean => said.startsWith(FOREIGN)

export const foreignParts = (said: string): string[] => said.slice(FOREIGN.length).split("|")

/** What puts such a value back. */
export function writeForeign({ transform, properties }: FieldMapping, said: string): RemoteWrite {
  const parts = foreignParts(said)
  const [pipelineId = "", stageId = ""] = parts
  if (transform === "stage") return { values: {}, stage: { pipelineId, stageId } }
  return { values: Object.fromEntries(properties.map((name, at) => [name, parts[at] ?? ""])) }
}

/** `accepts`: further values of ours, where a lead may have several (addresses, numbers). */
export const isSameValue = (mapping: FieldMapping, ours: string, theirs: string, accepts: readonly string[] = []): boolean =>
  ours === theirs ||
  (theirs !== "" && eachOf(theirs).every((part) => accepts.includes(part))) ||
  (TABLE[mapping.transform].isSame?.(ours, theirs) ?? false)
