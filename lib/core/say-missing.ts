import { CHECKLIST_PREFIX } from "./stages"

/** Fields of a lead, in words. */
export const FIELD_WORDS: Record<string, string> = {
  name: "Name",
  company: "Company",
  country: "Country",
  emirate: "Emirate",
  language: "Language",
  vehicle: "Vehicle",
  vehicle_class: "Class",
  pickup_date: "Pick-up",
  return_date: "Return",
  budget: "Budget",
  amount: "Amount",
  referred_by: "Referred by",
  notes: "Notes",
}

/** The label of something a gate misses. */
export function missingLabel(name: string, itemLabels: Readonly<Record<string, string>>): string {
  if (name.startsWith(CHECKLIST_PREFIX)) return itemLabels[name.slice(CHECKLIST_PREFIX.length)] ?? "a checklist item"
  if (name === "contactAttempts") return "contact attempts"
  if (name === "booking") return "a booking"
  if (name === "reason") return "a reason"
  if (name === "move") return "a way from its stage"
  return FIELD_WORDS[name] ?? name
}
