/**
 * A message that is nothing but "STOP" opts out. Only the whole message counts: "stop by at five" and "please cancel my
 * booking" mean something else.
 */
const WORDS = new Set([
  "stop",
  "stop all",
  "stop promotions",
  "stop messages",
  "please stop",
  "unsubscribe",
  "opt out",
  "optout",
  "إيقاف",
  "ايقاف",
  "أوقف",
  "اوقف",
  "توقف",
  "إلغاء الاشتراك",
  "الغاء الاشتراك",
])

export function isOptOut(text: string | null): boolean {
  if (text === null || text.length > 60) return false
  const words = text
    .normalize("NFKC")
    .replaceAll(/[\p{M}\u0640]/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase()
  return PLAIN.has(words)
}

/** The words without marks: a hamza may be typed as one letter or as two. */
const PLAIN = new Set([...WORDS].map((word) => word.normalize("NFKC").replaceAll(/[\p{M}\u0640]/gu, "")))
