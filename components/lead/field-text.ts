const money = new Intl.NumberFormat("en", { maximumFractionDigits: 2 })
const countries = new Intl.DisplayNames("en", { type: "region", fallback: "code" })
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" })

/** A field's value as a person reads it; whatever is no plain code or number stays as it was told. */
export function fieldText(field: string, value: string): string {
  if (field === "amount" && /^\d+(\.\d+)?$/.test(value)) return `AED ${money.format(Number(value))}`
  if (field === "country" && /^[A-Z]{2}$/.test(value)) return countries.of(value) ?? value
  if (field === "language" && /^[a-z]{2}$/.test(value)) return languages.of(value) ?? value
  return value
}
