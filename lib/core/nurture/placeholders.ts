import type { Language } from "./language"

/**
 * `{name}` is filled with what is known of the lead, `{name|dear guest}` says what stands there when nothing is known,
 * and without that there is a word in the language of the text: a template never shows its braces to a customer. What
 * is filled in is somebody else's text: it is put on one line, and never read for placeholders again.
 */
const PLACEHOLDERS = ["name", "vehicle", "company", "agent"] as const
type Placeholder = (typeof PLACEHOLDERS)[number]
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string | null>>>

const FALLBACKS: Record<Language, Record<Placeholder, string>> = {
  en: { name: "there", vehicle: "a car", company: "your company", agent: "our team" },
  ar: { name: "عميلنا العزيز", vehicle: "سيارة", company: "شركتكم", agent: "فريقنا" },
}

const PATTERN = /\{([^{}|\n]*)(?:\|([^{}\n]*))?\}/g
const VALUE_MAX = 80

const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name)

/** Names in braces that stand for nothing. */
export const unknownPlaceholders = (template: string): string[] =>
  [...template.matchAll(PATTERN)].map(([, name = ""]) => name.trim()).filter((name) => !isPlaceholder(name))

export const fillIn = (template: string, values: PlaceholderValues, language: Language): string =>
  template.replaceAll(PATTERN, (whole, name: string, fallback: string | undefined) => {
    const key = name.trim()
    if (!isPlaceholder(key)) return whole
    return oneLine(values[key]) || oneLine(fallback) || FALLBACKS[language][key]
  })

/** Line ends and control characters out: a name must not become a header or a paragraph of its own. */
const oneLine = (value: string | null | undefined): string =>
  Array.from((value ?? "").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim())
    .slice(0, VALUE_MAX)
    .join("")
