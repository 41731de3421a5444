import { readDate } from "@/lib/core/dates/read-date"
import { plainKey } from "@/lib/core/forms/plain-key"
import { DEFAULT_FORMAT } from "@/lib/core/input-format"
import type { ConsentClaim } from "@/lib/core/lead-event"
import type { ReadingNote } from "@/lib/core/reading-note"
import type { ConsentName } from "@/lib/core/forms/consent-names"
import { quoted } from "./reading-notes"

/**
 * Whether a value gives consent. Only a known yes is one, and a known no is a refusal; anything else is neither. One reader
 * for forms, the API and files.
 */
const words = (listed: string): Set<string> => new Set(listed.split("|").map(plainKey))

/** An answer to whatever its question was. */
const YES = words("yes|y|true|t|on|1|ok|okay|checked|ticked|oui|ja|sí|sim|да|نعم|हाँ|हां|ہاں|evet")
const NO = words("no|n|false|f|off|0|none|never|unchecked|unticked|non|nein|não|nao|нет|لا|नहीं|نہیں|hayır")
/** Says itself what it gives or refuses. */
const AGREED = words(
  "agree|agreed|accept|accepted|consent|consented|given|granted|allowed|opt in|opted in|subscribed|согласен|согласна|موافق|موافقة|أوافق|اوافق",
)
const REFUSED = words(
  "not given|denied|rejected|declined|refused|disagree|unsubscribed|opt out|opted out|withdrawn|revoked|stop|не согласен|не согласна|غير موافق|غير موافقة|لا أوافق|لا اوافق",
)
const AGREES =
  /\b(?:yes|agree|agreed|accept|accepted|consent|opt in|subscribe|allow|authori[sz]e|accepte|zustimm\w*|einverstanden|acepto|aceito)\b|موافق|اوافق|соглас/
const NEGATION = /\b(?:not|no|don t|dont|never|nicht|kein|keine|ne|non)\b|(?:^| )(?:لا|غير|не)(?: |$)/
const NEGATED =
  /\b(?:not|no|don t|dont|never|cannot|ne|no) (?:\w+ ){0,2}(?:agree|accept|consent|allow|authori[sz]e|want|wish|subscribe|opt)\w*|(?:^| )(?:لا|غير) (?:موافق|اوافق)|(?:^| )не соглас/
const REFUSES =
  /\b(?:declin\w*|refus\w*|disagree\w*|unsubscrib\w*|opt(?:ed)? ?out|withdr[ae]w\w*|revoke\w*|do not (?:contact|call|email|text|mail))\b/

export function readConsent(value: unknown): boolean | null {
  if (Array.isArray(value)) {
    // A hidden "0" beside a ticked box.
    const said = value.map(readConsent)
    return said.includes(true) ? true : said.includes(false) ? false : null
  }
  if (typeof value === "boolean") return value
  if (typeof value === "number") return value === 1 ? true : value === 0 ? false : null
  return typeof value === "string" ? readText(value) : null
}

function readText(text: string): boolean | null {
  const answer = answerIn(text)
  if (answer !== null) return answer
  const plain = plainKey(text)
  if (AGREED.has(plain)) return true
  if (/^(?:yes|i (?:hereby )?(?:agree|accept|consent))\b/.test(plain) && !NEGATION.test(plain)) return true
  if (REFUSED.has(plain) || REFUSES.test(plain) || NEGATED.test(plain) || plain.startsWith("no ")) return false
  return AGREES.test(plain) && !NEGATION.test(plain) ? true : null
}

function answerIn(text: string): boolean | null {
  if (/^[\s✓✔☑✅]+$/u.test(text) && text.trim() !== "") return true
  if (/^[\s✗✘☐❌✖]+$/u.test(text) && text.trim() !== "") return false
  const plain = plainKey(text)
  return YES.has(plain) ? true : NO.has(plain) ? false : null
}

/** Under the name of a refusal: true where consent is refused. "Allow" and "Subscribed" refuse nothing there. */
function readRefusal(value: unknown): boolean | null {
  if (Array.isArray(value)) return value.some((one) => readRefusal(one) === true)
  const given = readConsent(value)
  if (typeof value !== "string") return given
  if (/^\s*x\s*$/i.test(value) || isDate(value)) return true
  return answerIn(value) ?? (given === null ? null : !given)
}

/** When they unsubscribed says that they did. */
const isDate = (text: string): boolean => readDate(text, DEFAULT_FORMAT).ok

const unreadConsent = (value: unknown): ReadingNote => ({
  problem: "unreadable",
  about: "other",
  text: `consent ${quoted(value)} is neither yes nor no; it gives none`,
})

/** What a value under the name of a consent states; null where it states nothing. What cannot be read is noted. */
export function statedConsent({ isRefusal }: Pick<ConsentName, "isRefusal">, value: unknown, notes: ReadingNote[]): boolean | null {
  const said = isRefusal ? readRefusal(value) : readConsent(value)
  if (said === null) notes.push(unreadConsent(value))
  return isRefusal ? (said === true ? false : null) : said
}

/** One claim for each purpose; where yes and no were said, it is no. */
export const onePerPurpose = (claims: readonly ConsentClaim[]): ConsentClaim[] =>
  claims.filter((claim) => {
    const same = claims.filter(({ purpose }) => purpose === claim.purpose)
    return claim === (same.find(({ given }) => !given) ?? same[0])
  })
