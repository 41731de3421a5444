import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { readCountry as countryNamed } from "@/lib/core/identity/countries"
import type { Channel } from "@/lib/core/channels"
import type { Band } from "@/lib/core/lead-states"

/** What a routing rule may ask about a lead. Words written by a channel are read into codes here, once. */
export type LeadFacts = {
  channel: Channel
  /** ISO 639-1; null when unknown. */
  language: string | null
  /** ISO 3166-1 alpha-2, as stated, otherwise by the phone number. */
  country: string | null
  emirate: Emirate | null
  /** Vehicle and class as the channels wrote them, lower case. */
  vehicle: string
  band: Band
  isReturning: boolean
  /** What the person wrote, lower case. */
  text: string
  /** The current owner. */
  ownerId: string | null
  /** The last owner, when there is no current one. */
  earlierOwnerId: string | null
  /** The colleague who added it by hand. */
  addedById: string | null
}

export const EMIRATES = ["abu_dhabi", "ajman", "dubai", "fujairah", "ras_al_khaimah", "sharjah", "umm_al_quwain"] as const
export type Emirate = (typeof EMIRATES)[number]

const EMIRATE_WORDS: readonly [RegExp, Emirate][] = [
  [/abu\s*dhabi|\bauh\b|al\s*ain|أبو\s*ظبي|ابو\s*ظبي|ابوظبي|أبوظبي|العين/i, "abu_dhabi"],
  [/dubai|\bdxb\b|دبي/i, "dubai"],
  [/sharjah|sharja|\bshj\b|الشارقة|الشارقه/i, "sharjah"],
  [/ajman|عجمان/i, "ajman"],
  [/umm\s*al\s*-?\s*qu?w?ain|\buaq\b|أم\s*القيوين|ام\s*القيوين/i, "umm_al_quwain"],
  [/ras\s*al\s*-?\s*kha?imah?|\brak\b|رأس\s*الخيمة|راس\s*الخيمة/i, "ras_al_khaimah"],
  [/fujairah?|الفجيرة|الفجيره/i, "fujairah"],
]

export const readEmirate = (words: string | null): Emirate | null =>
  (words && EMIRATE_WORDS.find(([pattern]) => pattern.test(words))?.[1]) || null

const LANGUAGE_WORDS: Record<string, string> = {
  english: "en",
  arabic: "ar",
  عربي: "ar",
  العربية: "ar",
  russian: "ru",
  русский: "ru",
  hindi: "hi",
  हिन्दी: "hi",
  urdu: "ur",
  اردو: "ur",
  persian: "fa",
  farsi: "fa",
  chinese: "zh",
  mandarin: "zh",
  中文: "zh",
  french: "fr",
  german: "de",
  spanish: "es",
  tagalog: "tl",
  filipino: "tl",
}

const SCRIPTS: readonly [RegExp, string][] = [
  [/[\u067e\u0686\u0698\u06af\u06cc\u06a9]{1}/u, "fa"],
  [/[\u0679\u0688\u0691\u06ba\u06be\u06d2]/u, "ur"],
  [/\p{Script=Arabic}/u, "ar"],
  [/\p{Script=Cyrillic}/u, "ru"],
  [/\p{Script=Devanagari}/u, "hi"],
  [/\p{Script=Han}/u, "zh"],
]

/**
 * The language to answer in: stated by the channel or a colleague, otherwise by the script of what the person wrote,
 * otherwise of their name. Latin letters alone say nothing: half the world writes to Dubai in English.
 */
export function readLanguage(stated: string | null, wrote: string, name: string | null): string | null {
  const word = stated?.trim().toLowerCase() ?? ""
  const code = LANGUAGE_WORDS[word] ?? (/^[a-z]{2}(?=$|[-_])/.exec(word)?.[0] || null)
  if (code) return code
  return scriptOf(wrote) ?? (wrote.trim() === "" ? scriptOf(name ?? "") : null)
}

/** Urdu letters outrank Persian ones, which Urdu has too; both outrank plain Arabic. */
function scriptOf(text: string): string | null {
  if (SCRIPTS[1]?.[0].test(text)) return "ur"
  return SCRIPTS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** A country as a code or in words; where none is stated, the country of the phone number. */
export const readCountry = (stated: string | null, phone: string | null): string | null =>
  countryNamed(stated ?? "") ?? (phone ? (parsePhoneNumberFromString(phone)?.country ?? null) : null)
