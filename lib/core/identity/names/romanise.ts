/** One word of a name to lower-case Latin letters, by the rules of its script. Apostrophes mark a break between sounds. */
import anyAscii from "any-ascii"
import { romaniseArabic } from "./name-arabic"
import { romaniseDevanagari } from "./name-devanagari"
import { romaniseHan } from "./name-han"

export type Script = "latin" | "arabic" | "devanagari" | "cyrillic" | "han" | "other"

const SCRIPTS: readonly [Script, RegExp][] = [
  ["arabic", /\p{Script=Arabic}/u],
  ["devanagari", /\p{Script=Devanagari}/u],
  ["cyrillic", /\p{Script=Cyrillic}/u],
  ["han", /\p{Script=Han}/u],
  ["latin", /\p{Script=Latin}/u],
]

export function scriptOf(word: string): Script {
  return SCRIPTS.find(([, pattern]) => pattern.test(word))?.[0] ?? "other"
}

/** Lower-case a–z, with apostrophes where two letters are not one sound. */
export function romanise(word: string, script: Script): string {
  // Rare characters that the script's own rules do not know still have some Latin form.
  return anyAscii(romaniseByScript(word, script))
    .toLowerCase()
    .replace(/[^a-z']/g, "")
}

function romaniseByScript(word: string, script: Script): string {
  if (script === "arabic") return romaniseArabic(word)
  if (script === "devanagari") return romaniseDevanagari(word)
  if (script === "han") return romaniseHan(word)
  return anyAscii(word).replace(/'/g, "")
}
