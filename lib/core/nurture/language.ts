/** The languages of templates. */
export const LANGUAGES = ["en", "ar"] as const
export type Language = (typeof LANGUAGES)[number]

const ARABIC_SCRIPT = /\p{Script=Arabic}/u

/**
 * The language a person is written to in: the one they gave, as a code or a word; otherwise Arabic if their name is in
 * Arabic script; otherwise English.
 */
export function languageOf({ language, name }: { language: string | null; name: string | null }): Language {
  const given = language?.trim().toLowerCase() ?? ""
  if (given !== "") return /^(ar\b|ara\b|arabic|عرب|العرب)/u.test(given) ? "ar" : "en"
  return name !== null && ARABIC_SCRIPT.test(name) ? "ar" : "en"
}
