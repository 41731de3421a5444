import { remember } from "@/lib/core/identity/remember"
import { cleanText } from "@/lib/core/identity/text"

function writePlain(key: string): string {
  return cleanText(key)
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ٱ", "ا")
    .replaceAll("ة", "ه")
    .replaceAll("ى", "ي")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
}

/** A header or a form's key as words: "E-mail Address", "emailAddress" and "email_address" are one. Small letters, no marks, one form of alif and of the last letters. */
export const plainKey = (key: string): string => (key.length <= KEPT_LENGTH_MAX ? plainOf(key) : writePlain(key))

/** Forms send the same few keys all day. */
const plainOf = remember(writePlain, 10_000)
const KEPT_LENGTH_MAX = 100
