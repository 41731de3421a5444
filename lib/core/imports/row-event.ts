import { readName } from "@/lib/core/identity/names/person-name"
import { readCountries } from "@/lib/core/identity/countries"
import { IMPORT_FIELDS, type ImportField, type ImportMapping } from "@/lib/core/imports/fields"
import { readDate } from "@/lib/core/dates/read-date"
import type { ReadingFormat } from "@/lib/core/input-format"
import { leadValue } from "@/lib/core/values/lead-values"
import type { ReadingNote } from "@/lib/core/reading-note"
import { dateNotes, quoted } from "@/lib/core/values/reading-notes"
import type { ManualChannel } from "@/lib/core/channels"
import { LEAD_FIELDS, type Attribution, type FieldClaim, type IdentityClaim, type LeadEvent, type LeadField } from "@/lib/core/lead-event"

/**
 * A row becomes an event like any other: the same claims, judged by the same rules. What cannot be read is kept as
 * text. A row is rejected only when it says neither who it is about nor what they said, or when its cells have slipped
 * out of their columns.
 */
export type RowSource = {
  mapping: ImportMapping
  columns: readonly string[]
  channel: ManualChannel
  source: string | null
  fileName: string
  /** When the file was uploaded: the time of rows without one. */
  importedAt: Date
  /** Identifies the file in the keys of its rows. */
  fileKey: string
  /** How the file writes dates, and the zone of a time without one. */
  format: ReadingFormat
}

export type RowReading = { ok: true; event: LeadEvent } | { ok: false; reason: string }

/** What people type instead of leaving a cell empty. */
const NOTHING = /^(?:[-–—_.?*#]+|n\/?a|#n\/a|none|nil|null|undefined|unknown|لا يوجد|غير معروف)$/i
const SKEW_MS = 86_400_000

/** Cut between characters, never within one. */
const cut = (text: string, lengthMax: number): string => text.slice(0, lengthMax).toWellFormed()

/** Removes what a spreadsheet adds to keep text as text: `="050…"`, and the quote before a sign. */
export function cellText(raw: string | undefined): string {
  const text = (raw ?? "").trim()
  const bare = (/^="(.*)"$/s.exec(text)?.[1] ?? text).replace(/^'(?=[=+@0-9-])/, "").trim()
  return NOTHING.test(bare) ? "" : bare
}

export function rowEvent(source: RowSource, rowNo: number, cells: readonly string[], digestOf: (text: string) => string): RowReading {
  const { columns } = source
  if (cells.slice(columns.length).some((cell) => cell.trim() !== ""))
    return {
      ok: false,
      reason: `${cells.length} cells where there are ${columns.length} columns: a separator inside a value is not quoted`,
    }
  if (cells.length > 1 && cells.every((cell, at) => cell.trim() === columns[at])) return { ok: false, reason: "the header again" }
  const values = valuesOf(source.mapping, cells)
  const name = nameOf(values)
  const message = values.get("message")?.join("\n") ?? null
  const isReachable = values.has("phone") || values.has("email")
  if (!message && !isReachable && (name === null || readName(name).missing))
    return { ok: false, reason: "no name, phone, e-mail or message" }
  const notes: ReadingNote[] = []
  const occurredAt = timeOf(source, values.get("occurred_at")?.[0], notes)
  const kind = source.channel === "walk_in" || source.channel === "referral" ? source.channel : "enquiry"
  const event: LeadEvent = {
    channel: source.channel,
    eventKey: keyOf(source, rowNo, cells, values.get("external_id")?.[0], digestOf),
    kind,
    direction: "inbound",
    occurredAt,
    text: message === null ? null : cut(message, 10_000),
    author: { role: "person", name: null },
    identities: identitiesOf(source.mapping, values),
    fields: fieldsOf(source.format, values, name, notes),
    conversation: null,
    attribution: attributionOf(source, values),
    consents: consentsOf(values, occurredAt),
    booking: null,
    attachments: [],
    details: { file: source.fileName, row: rowNo, ...unmapped(source, cells) },
    notes,
    whenUnknown: "lead",
  }
  return { ok: true, event }
}

type Values = ReadonlyMap<ImportField, string[]>

function valuesOf({ columns }: ImportMapping, cells: readonly string[]): Values {
  const values = new Map<ImportField, string[]>()
  for (const [at, field] of columns.entries()) {
    const text = field === null ? "" : cellText(cells[at])
    if (field !== null && text !== "") values.set(field, [...(values.get(field) ?? []), text])
  }
  return values
}

/** Whether it is a real name is decided at ingest; here it matters only when there is nothing else. */
function nameOf(values: Values): string | null {
  const whole = values.get("name")?.[0] ?? [...(values.get("first_name") ?? []), ...(values.get("last_name") ?? [])].join(" ")
  return cut(whole, 200) || null
}

/**
 * A day in the future is a clock or a zone; further in the future is not when the person wrote. The file's date order
 * is chosen with the columns, so it needs no note on each row.
 */
function timeOf({ format, importedAt }: RowSource, text: string | undefined, notes: ReadingNote[]): Date {
  if (text === undefined) return importedAt
  const reading = readDate(text, format)
  notes.push(...unreadable(dateNotes("date", text, reading, format)))
  if (!reading.ok) return importedAt
  if (reading.at.getTime() <= importedAt.getTime() + SKEW_MS) return reading.at > importedAt ? importedAt : reading.at
  notes.push({ problem: "unreadable", about: "date", text: `date ${quoted(text)} lies ahead; the day of the import is used` })
  return importedAt
}

const unreadable = (notes: readonly ReadingNote[]): ReadingNote[] => notes.filter(({ problem }) => problem === "unreadable")

/**
 * Key of a row. A row is the same when the file is the same, or when the other system's id and every cell are: a row
 * that changed since is a new event.
 */
function keyOf(
  { fileKey, source }: RowSource,
  rowNo: number,
  cells: readonly string[],
  externalId: string | undefined,
  digestOf: (text: string) => string,
): string {
  if (externalId === undefined) return `import:${fileKey}:${rowNo}`
  return `import:id:${digestOf(JSON.stringify([source, externalId, ...cells.map((cell) => cell.trim())]))}`
}

function identitiesOf(mapping: ImportMapping, values: Values): IdentityClaim[] {
  const country = values.get("country")?.[0]
  const named = readCountries(country ?? "")
  const countries = named.length > 0 || mapping.country === null ? named : [mapping.country]
  const phones = values.get("phone") ?? []
  const emails = (values.get("email") ?? []).flatMap(splitEmails)
  return [
    ...phones.map((raw): IdentityClaim => ({ kind: "phone", raw: cut(raw, 200), source: "stated", countries })),
    ...emails.map((raw): IdentityClaim => ({ kind: "email", raw: cut(raw, 254), source: "stated" })),
  ]
}

const splitEmails = (text: string): string[] =>
  (text.match(/@/g)?.length ?? 0) > 1 ? text.split(/[\s,;|/]+/).filter((part) => part !== "") : [text]

/** Columns that are fields of a lead; the name is composed of its parts. */
const CLAIMED = LEAD_FIELDS.filter(
  (field): field is ImportField & LeadField => field !== "name" && IMPORT_FIELDS.some((one) => one === field),
)

function fieldsOf(format: ReadingFormat, values: Values, name: string | null, notes: ReadingNote[]): FieldClaim[] {
  const claims = CLAIMED.flatMap((field): FieldClaim[] => {
    const written = values.get(field)?.[0]
    if (!written) return []
    const read = leadValue(field, cut(written, field === "notes" ? 2000 : 200), format)
    notes.push(...unreadable(read.notes))
    return [{ field, value: read.value, trust: "stated" }]
  })
  return name ? [{ field: "name", value: name, trust: "stated" }, ...claims] : claims
}

function attributionOf({ source }: RowSource, values: Values): Attribution | null {
  const text = (field: ImportField) => {
    const value = values.get(field)?.[0]
    return value === undefined ? undefined : cut(value, 500)
  }
  const attribution: Attribution = {
    utmSource: text("utm_source") ?? source ?? undefined,
    utmMedium: text("utm_medium"),
    utmCampaign: text("utm_campaign"),
  }
  return Object.values(attribution).some((value) => value !== undefined) ? attribution : null
}

function consentsOf(values: Values, at: Date): LeadEvent["consents"] {
  const said = values.get("consent")?.[0]
  if (said === undefined) return []
  return [{ given: !/^(?:false|no|n|off|0|لا)$/i.test(said), givenAt: at, textVersion: null, purpose: "contact" }]
}

/** Columns without a field of ours are kept for the timeline, shortened. */
function unmapped({ mapping, columns }: RowSource, cells: readonly string[]): Record<string, unknown> {
  const kept = columns.flatMap((column, at) => {
    const text = mapping.columns[at] === null || mapping.columns[at] === undefined ? cellText(cells[at]) : ""
    return text === "" ? [] : [[cut(column, 60), cut(text, 300)] as const]
  })
  return kept.length > 0 ? { columns: Object.fromEntries(kept.slice(0, 30)) } : {}
}
