import { z } from "zod"

/** What a field of a form may be read as. Phones and e-mails may come in several fields; of the others the best one counts. */
export const FORM_FIELDS = [
  "name",
  "first_name",
  "middle_name",
  "last_name",
  "phone",
  "email",
  "message",
  "vehicle",
  "vehicle_class",
  "pickup_date",
  "pickup_time",
  "return_date",
  "return_time",
  "budget",
  "company",
  "country",
  "emirate",
  "language",
  "referred_by",
  "notes",
  "form",
  "submitted_at",
  "page_url",
  "landing_page",
  "referrer",
] as const
export type FormField = (typeof FORM_FIELDS)[number]

export const FORM_FIELD_LABELS: Record<FormField, string> = {
  name: "Name",
  first_name: "First name",
  middle_name: "Middle name",
  last_name: "Last name",
  phone: "Phone or WhatsApp",
  email: "Email",
  message: "Message",
  vehicle: "Vehicle",
  vehicle_class: "Vehicle class",
  pickup_date: "Pick-up date",
  pickup_time: "Pick-up time",
  return_date: "Return date",
  return_time: "Return time",
  budget: "Budget",
  company: "Company",
  country: "Country",
  emirate: "Emirate",
  language: "Language",
  referred_by: "Referred by",
  notes: "Notes",
  form: "Name of the form",
  submitted_at: "Time of submission",
  page_url: "Page",
  landing_page: "Landing page",
  referrer: "Referrer",
}

/** What an admin has said of a form's keys: what to read them as, or nothing at all. */
export const KeyChoices = z.record(z.string().max(200), z.enum([...FORM_FIELDS, "nothing"]))
export type KeyChoices = z.infer<typeof KeyChoices>

/** By form, as its submissions name it. */
export const FormChoices = z.object({ forms: z.record(z.string().max(200), KeyChoices).default({}) })
export type FormChoices = z.infer<typeof FormChoices>
