import { plainKey } from "@/lib/core/forms/plain-key"
import type { ReadingNote } from "@/lib/core/reading-note"
import { quoted } from "./reading-notes"

/**
 * Whether a value gives consent. Only a known yes is one, and a known no is a refusal; anything else is neither. One reader
 * for forms, the API and files.
 */
const words = (listed: string): Set<string> => new Set(listed.split("|").map(plainKey))

/** Names of a consent in forms and files. */
export const CONSENT_NAMES: readonly string[] = [
  ...words(
    "consent|opt in|optin|contact consent|consent to contact|gdpr consent|marketing consent|marketing opt in|marketing optin|consent marketing|الموافقة|موافقة",
  ),
]

/** What a consent of this name is for, where the name says so; null where it does not, or is no name of a consent. */
export function consentPurpose(name: string): { purpose: "marketing" | null } | null {
  const plain = plainKey(name)
  return CONSENT_NAMES.includes(plain) ? { purpose: /\bmarketing\b/.test(plain) ? "marketing" : null } : null
}

const YES = words(
  "yes|y|true|t|on|1|ok|okay|agree|agreed|accept|accepted|consent|consented|given|granted|allowed|checked|ticked|opt in|opted in|subscribed|oui|ja|sí|sim|да|согласен|согласна|نعم|موافق|موافقة|أوافق|اوافق|हाँ|हां|ہاں|evet",
)
const NO = words(
  "no|n|false|f|off|0|none|never|not given|denied|rejected|declined|refused|disagree|unchecked|unticked|unsubscribed|opt out|opted out|withdrawn|revoked|stop|non|nein|não|nao|нет|не согласен|не согласна|لا|غير موافق|غير موافقة|لا أوافق|لا اوافق|नहीं|نہیں|hayır",
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
  if (/^[\s✓✔☑✅]+$/u.test(text) && text.trim() !== "") return true
  if (/^[\s✗✘☐❌✖]+$/u.test(text) && text.trim() !== "") return false
  const plain = plainKey(text)
  if (YES.has(plain)) return true
  if (NO.has(plain) || REFUSES.test(plain) || NEGATED.test(plain) || plain.startsWith("no ")) return false
  return AGREES.test(plain) && !NEGATION.test(plain) ? true : null
}

export const unreadConsent = (value: unknown): ReadingNote => ({
  problem: "unreadable",
  about: "other",
  text: `consent ${quoted(value)} is neither yes nor no; it gives none`,
})
