import { readName } from "@/lib/core/identity/names/person-name"
import { isNationality } from "@/lib/core/forms/key-meaning"
import { plainKey } from "@/lib/core/forms/plain-key"
import { distinctContacts } from "@/lib/core/values/distinct-contacts"
import { countriesBeside } from "@/lib/core/identity/country-beside"
import { DAY_MS } from "@/lib/core/time"
import { cellText } from "@/lib/core/imports/cell-text"
import { IMPORT_FIELDS, type ImportField, type ImportMapping } from "@/lib/core/imports/fields"
import { readDate } from "@/lib/core/dates/read-date"
import type { ReadingFormat } from "@/lib/core/input-format"
import { leadValue } from "@/lib/core/values/lead-values"
import type { ReadingNote } from "@/lib/core/reading-note"
import { consentNamed } from "@/lib/core/forms/consent-names"
import { onePerPurpose, statedConsent } from "@/lib/core/values/read-consent"
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
  /** Where its contacts come from: `crm` for the export of one, `provider` for a chat's own numbers. */
  contacts: "stated" | "crm" | "provider"
  source: string | null
  fileName: string
  /** When the file was uploaded: the time of rows without one. */
  importedAt: Date
  /** Identifies the file in the keys of its rows. */
  fileKey: string
  /** How the file writes dates, and the zone of a time without one. */
  format: ReadingFormat
}

type RowReading = { ok: true; event: LeadEvent } | { ok: false; reason: string }

const SKEW_MS = DAY_MS

/** Cut between characters, never within one. */
const cut = (text: string, lengthMax: number): string => text.slice(0, lengthMax).toWellFormed()

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
  const message = textsOf(values, "message").join("\n") || null
  const isReachable = values.has("phone") || values.has("email")
  if (!message && !isReachable && (name === null || readName(name).missing))
    return { ok: false, reason: "no name, phone, email or message" }
  const notes: ReadingNote[] = brokenText(source, cells)
  const occurredAt = timeOf(source, values.get("occurred_at")?.[0], notes)
  const kind = source.channel === "walk_in" || source.channel === "referral" ? source.channel : "enquiry"
  const event: LeadEvent = {
    channel: source.channel,
    eventKey: keyOf(source, rowNo, cells, firstOf(values, "external_id"), digestOf),
    kind,
    direction: "inbound",
    occurredAt,
    text: message === null ? null : cut(message, 10_000),
    author: { role: "person", name: null },
    identities: identitiesOf(source, values),
    fields: fieldsOf(source, values, name, notes),
    conversation: null,
    attribution: attributionOf(source, values),
    consents: consentsOf(source, values, occurredAt, notes),
    booking: null,
    attachments: [],
    details: { file: source.fileName, row: rowNo, ...unmapped(source, cells) },
    notes,
    whenUnknown: "lead",
  }
  return { ok: true, event }
}

type Cell = { text: string; column: number }
type Values = ReadonlyMap<ImportField, Cell[]>

function valuesOf({ columns }: ImportMapping, cells: readonly string[]): Values {
  const values = new Map<ImportField, Cell[]>()
  for (const [column, field] of columns.entries()) {
    const text = field === null ? "" : cellText(cells[column])
    if (field !== null && text !== "") values.set(field, [...(values.get(field) ?? []), { text, column }])
  }
  return values
}

const textsOf = (values: Values, field: ImportField): string[] => (values.get(field) ?? []).map(({ text }) => text)
const firstOf = (values: Values, field: ImportField): string | undefined => values.get(field)?.[0]?.text

/** The format of one column: the file's, unless the column has a rule of its own. */
const formatOf = ({ format, mapping }: RowSource, column: number): ReadingFormat => ({
  ...format,
  dateOrder: mapping.rules[column]?.dateOrder ?? format.dateOrder,
})

/** Whether it is a real name is decided at ingest; here it matters only when there is nothing else. */
function nameOf(values: Values): string | null {
  const whole = firstOf(values, "name") ?? ""
  const parts = [...textsOf(values, "first_name"), ...textsOf(values, "last_name")].join(" ")
  // Some CRMs name the record beside the person: "Lead #5".
  return cut(parts !== "" && (whole === "" || readName(whole).missing) ? parts : whole, 200) || null
}

/**
 * A day in the future is a clock or a zone; further in the future is not when the person wrote. The file's date order
 * is chosen with the columns, so it needs no note on each row.
 */
function timeOf(source: RowSource, cell: Cell | undefined, notes: ReadingNote[]): Date {
  const { importedAt } = source
  if (cell === undefined) return importedAt
  const format = formatOf(source, cell.column)
  const reading = readDate(cell.text, format)
  notes.push(...unreadable(dateNotes("date", cell.text, reading, format)))
  if (!reading.ok) return importedAt
  if (reading.at.getTime() <= importedAt.getTime() + SKEW_MS) return reading.at > importedAt ? importedAt : reading.at
  notes.push({ problem: "unreadable", about: "date", text: `date ${quoted(cell.text)} lies ahead; the day of the import is used` })
  return importedAt
}

/** Characters that the file's encoding does not have became U+FFFD. */
function brokenText({ columns }: RowSource, cells: readonly string[]): ReadingNote[] {
  const at = cells.findIndex((cell) => cell.includes("\ufffd"))
  if (at < 0) return []
  const where = columns[at] ?? `column ${at + 1}`
  return [{ problem: "unreadable", about: "text", text: `${where} ${quoted(cells[at])} has characters that cannot be read` }]
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

function identitiesOf({ mapping, columns, contacts }: RowSource, values: Values): IdentityClaim[] {
  const country = (values.get("country") ?? []).filter(({ column }) => !isNationality(columns[column] ?? "")).slice(0, 1)
  const phones = values.get("phone") ?? []
  const countriesOf = (phone: number): string[] => {
    const code = codeColumn(mapping, columns, phone)
    const codes = (values.get("phone_country") ?? []).filter(({ column }) => column === code)
    const said = countriesBeside([...codes, ...country].map(({ text }) => text))
    return said.length > 0 || mapping.country === null ? said : [mapping.country]
  }
  return distinctContacts([
    ...phones.map(({ text, column }): IdentityClaim => {
      const ruled = mapping.rules[column]?.country
      return { kind: "phone", raw: cut(text, 200), source: contacts, countries: ruled ? [ruled] : countriesOf(column) }
    }),
    ...[...textsOf(values, "email"), ...addressBeside(firstOf(values, "name"))].map((raw): IdentityClaim => ({
      kind: "email",
      raw: cut(raw, 1000),
      source: contacts,
    })),
  ])
}

/** "Layla (layla@mail.example)"; of several people none is certain. */
function addressBeside(name = ""): string[] {
  const found = [...name.matchAll(/[(<]([^\s()<>@]+@[^\s()<>@]+)[)>]/g)].map(([, address = ""]) => address)
  return found.length === 1 ? found : []
}

/** The column with the dial codes of a phone column: of several the one that shares its words, else the nearest before it. */
function codeColumn(mapping: ImportMapping, columns: readonly string[], phone: number): number | undefined {
  const wordsOf = (at: number): string[] => plainKey(columns[at] ?? "").split(" ")
  const shared = (at: number): number => wordsOf(at).filter((word) => wordsOf(phone).includes(word)).length
  const distance = (at: number): number => (at < phone ? phone - at : columns.length + at - phone)
  return mapping.columns
    .flatMap((field, at) => (field === "phone_country" ? [at] : []))
    .toSorted((a, b) => shared(b) - shared(a) || distance(a) - distance(b))[0]
}

/** Columns that are fields of a lead; the name is composed of its parts. */
const CLAIMED = LEAD_FIELDS.filter(
  (field): field is ImportField & LeadField => field !== "name" && IMPORT_FIELDS.some((one) => one === field),
)

function fieldsOf(source: RowSource, values: Values, name: string | null, notes: ReadingNote[]): FieldClaim[] {
  const claims = CLAIMED.flatMap((field): FieldClaim[] => {
    const cell = values.get(field)?.[0]
    if (!cell) return []
    const read = leadValue(field, cut(cell.text, field === "notes" ? 2000 : 200), formatOf(source, cell.column))
    notes.push(...unreadable(read.notes))
    return [{ field, value: read.value, trust: "stated" }]
  })
  return name ? [{ field: "name", value: name, trust: "stated" }, ...claims] : claims
}

function attributionOf({ source }: RowSource, values: Values): Attribution | null {
  const text = (field: ImportField) => {
    const value = firstOf(values, field)
    return value === undefined ? undefined : cut(value, 500)
  }
  const attribution: Attribution = {
    utmSource: text("utm_source") ?? source ?? undefined,
    utmMedium: text("utm_medium"),
    utmCampaign: text("utm_campaign"),
  }
  return Object.values(attribution).some((value) => value !== undefined) ? attribution : null
}

function consentsOf({ columns }: RowSource, values: Values, at: Date, notes: ReadingNote[]): LeadEvent["consents"] {
  const claims = (values.get("consent") ?? []).flatMap(({ text, column }) => {
    const named = consentNamed(columns[column] ?? "") ?? { purpose: null, isRefusal: false }
    const given = statedConsent(named, text, notes)
    const textVersion = named.isRefusal ? cut(columns[column] ?? "", 100) : null
    return given === null ? [] : [{ given, givenAt: at, textVersion, purpose: named.purpose ?? "contact" }]
  })
  return onePerPurpose(claims)
}

/** Columns without a field of ours are kept for the timeline, shortened. */
function unmapped({ mapping, columns }: RowSource, cells: readonly string[]): Record<string, unknown> {
  const kept = columns.flatMap((column, at) => {
    const text = mapping.columns[at] === null || mapping.columns[at] === undefined ? cellText(cells[at]) : ""
    return text === "" ? [] : [[cut(column, 60), cut(text, 300)] as const]
  })
  return kept.length > 0 ? { columns: Object.fromEntries(kept.slice(0, 30)) } : {}
}
