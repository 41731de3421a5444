import { cleanText } from "@/lib/core/identity/text"

/** A header or a form's key as words: "E-mail Address", "emailAddress" and "email_address" are one. Small letters, no marks, one form of alif and of the last letters. */
export const plainKey = (key: string): string =>
  cleanText(key)
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ٱ", "ا")
    .replaceAll("ة", "ه")
    .replaceAll("ى", "ي")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
