import type { Language } from "./language"

/**
 * `{name}` is filled with the lead's value. `{name|dear guest}` has its own fallback; without one, a word in the
 * language of the text is used: a customer never sees braces. Values are untrusted text: they are put on one line and
 * never expanded again.
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

/** Names in braces that are not placeholders. */
export const unknownPlaceholders = (template: string): string[] =>
  [...template.matchAll(PATTERN)].map(([, name = ""]) => name.trim()).filter((name) => !isPlaceholder(name))

export const fillIn = (template: string, values: PlaceholderValues, language: Language): string =>
  template.replaceAll(PATTERN, (whole, name: string, fallback: string | undefined) => {
    const key = name.trim()
    if (!isPlaceholder(key)) return whole
    return oneLine(values[key]) || oneLine(fallback) || FALLBACKS[language][key]
  })

/** Removes line ends and control characters: a name must not become a header or a paragraph. */
const oneLine = (value: string | null | undefined): string =>
  Array.from((value ?? "").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim())
    .slice(0, VALUE_MAX)
    .join("")
