import { z } from "zod"
import { DATE_ORDERS } from "@/lib/core/input-format"

/**
 * What a column of a file may hold. `phone`, its country, `email` and `consent` may be given to several columns; for the others the first
 * column with a value counts.
 */
export const IMPORT_FIELDS = [
  "name",
  "first_name",
  "last_name",
  "phone",
  "phone_country",
  "email",
  "message",
  "occurred_at",
  "company",
  "country",
  "emirate",
  "language",
  "vehicle",
  "vehicle_class",
  "pickup_date",
  "return_date",
  "budget",
  "referred_by",
  "notes",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "consent",
  "external_id",
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

export const IMPORT_FIELD_LABELS: Record<ImportField, string> = {
  name: "Name",
  first_name: "First name",
  last_name: "Last name",
  phone: "Phone or WhatsApp",
  phone_country: "Country or dial code of the phone",
  email: "Email",
  message: "Message",
  occurred_at: "Date of the enquiry",
  company: "Company",
  country: "Country",
  emirate: "Emirate",
  language: "Language",
  vehicle: "Vehicle",
  vehicle_class: "Vehicle class",
  pickup_date: "Pick-up date",
  return_date: "Return date",
  budget: "Budget",
  referred_by: "Referred by",
  notes: "Notes",
  utm_source: "Source (utm_source)",
  utm_medium: "Medium (utm_medium)",
  utm_campaign: "Campaign (utm_campaign)",
  consent: "Consent",
  external_id: "Id in the other system",
}

/** Fields that several columns may fill. */
export const REPEATABLE_FIELDS: readonly ImportField[] = ["phone", "phone_country", "email", "consent"]

const Country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/)

/** How the values of one column are read, where they are not read as the rest of the file. */
export const ColumnRule = z.object({
  /** ISO 3166-1 alpha-2: the column's phones without a country code are of this country, whatever the row says. */
  country: Country.optional(),
  dateOrder: z.enum(DATE_ORDERS).optional(),
})
export type ColumnRule = z.infer<typeof ColumnRule>

export const ImportMapping = z.object({
  /** By position, since headers repeat and may be blank; null leaves the column out. */
  columns: z.array(z.enum(IMPORT_FIELDS).nullable()).max(500),
  /** How 03/04/2026 is read. */
  dateOrder: z.enum(DATE_ORDERS).default("dmy"),
  /** ISO 3166-1 alpha-2: how phones without a country code are read when the row itself names no country. */
  country: Country.nullable().default(null),
  /** By position of the column. */
  rules: z.record(z.string().regex(/^\d{1,3}$/), ColumnRule).default({}),
})
export type ImportMapping = z.infer<typeof ImportMapping>

/** What is missing before rows can be ingested; null when nothing is. */
export function mappingGap({ columns }: ImportMapping): string | null {
  const says = (...fields: ImportField[]) => fields.some((field) => columns.includes(field))
  if (!says("name", "first_name", "last_name", "phone", "email", "message")) return "Say which column holds a name, a phone or an email."
  const twice = columns.find((field, at) => field !== null && !REPEATABLE_FIELDS.includes(field) && columns.indexOf(field) !== at)
  return twice ? `Two columns are read as "${IMPORT_FIELD_LABELS[twice]}"; choose one.` : null
}
