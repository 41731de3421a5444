/** Fields and the ways we came to know them, in words. */
export const FIELD_LABELS: Record<string, string> = {
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
export const SOURCES: Record<string, string> = {
  stated: "told us",
  profile: "profile",
  provider: "channel",
  message: "written in chat",
  person: "colleague",
  erp: "rental system",
  crm: "CRM",
  verified: "rental system",
}
