import { readCountries } from "@/lib/core/identity/countries"

/** What a select says before a choice is made. */
const UNCHOSEN =
  /^[^\p{L}\p{N}]*$|^[^\p{L}\p{N}]*(?:please )?(?:select|choose|pick)(?![\p{L}\p{M}])|^[^\p{L}\p{N}]*(?:الرجاء |يرجى )?(?:اختر|اختيار|غير محدد|لا يوجد|выберите|не выбран)|(?:चुनें|चुनिए)[^\p{L}\p{N}]*$|^(?:n\/?a|null|undefined|none|unknown|nil|country)[^\p{L}\p{N}]*$/iu

/**
 * The countries that texts beside a phone name. A text with words that name no known country stands as written: the phone's
 * country is then a guess, and not ours by default.
 */
export function countriesBeside(texts: readonly string[]): string[] {
  const known = [...new Set(texts.flatMap((text) => readCountries(text)))]
  if (known.length > 0) return known
  return texts
    .map((text) => text.trim())
    .filter((text) => /\p{L}/u.test(text) && !UNCHOSEN.test(text))
    .map((text) => text.slice(0, 60).toWellFormed())
}
