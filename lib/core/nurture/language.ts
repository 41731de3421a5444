/** The languages that templates are written in. */
export const LANGUAGES = ["en", "ar"] as const
export type Language = (typeof LANGUAGES)[number]

const ARABIC_SCRIPT = /\p{Script=Arabic}/u

/**
 * In which language somebody is written to: the one they gave, whether as a code or as a word; else Arabic for whoever
 * writes their name in it; else English.
 */
export function languageOf({ language, name }: { language: string | null; name: string | null }): Language {
  const given = language?.trim().toLowerCase() ?? ""
  if (given !== "") return /^(ar\b|ara\b|arabic|عرب|العرب)/u.test(given) ? "ar" : "en"
  return name !== null && ARABIC_SCRIPT.test(name) ? "ar" : "en"
}
