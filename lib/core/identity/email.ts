/**
 * Reading an e-mail field. The canonical form is what two spellings of one mailbox share: case, the dots of Gmail and
 * a +tag do not tell people apart, dots anywhere else do. Role mailboxes, disposable and relay domains are real
 * addresses that say little about who writes; they are marked, and the matcher decides. A mistyped popular domain
 * yields a suggestion, which helps to find a candidate and is never an identity.
 */
import { disposableEmailBlocklistSet } from "disposable-email-domains-js"
import isEmail from "validator/lib/isEmail.js"
import { domainMeant, FREE_DOMAINS, ignoresDots, mailboxDomain, RELAY_DOMAINS } from "@/lib/core/identity/email-domains"
import { cleanText, wordSet } from "@/lib/core/identity/text"

/** Built once: the library builds it on every call, which costs more than all other work on an address. */
const DISPOSABLE = disposableEmailBlocklistSet()

export type EmailAddress = {
  ok: true
  canonical: string
  raw: string
  /** The local part of the canonical form. */
  local: string
  /** The local part in small letters with its dots, without a tag: its words may be a name. */
  typedLocal: string
  /** The domain of the canonical form. */
  domain: string
  /** A mailbox of an office, not of a person: info@, sales@. */
  role: boolean
  disposable: boolean
  /** A forwarding address that cannot be linked to the person's own. */
  relay: boolean
  /** The canonical address with the popular domain that was probably meant. */
  suggestion: string | null
}
type EmailRejected = {
  ok: false
  raw: string
  reason: "empty" | "invalid" | "placeholder"
  /** Canonical addresses that it may mean; never an identity. */
  guesses: string[]
}
export type EmailReading = EmailAddress | EmailRejected

const ROLE_WORDS = wordSet(`
  info information sales sale admin administrator administration contact contactus office hr reception booking bookings
  reservation reservations support account accounts accounting enquiry enquiries inquiry inquiries help helpdesk service
  services customerservice customercare care marketing finance billing invoice invoices payments jobs careers career
  recruitment team hello mail email noreply webmaster postmaster operations ops logistics procurement purchase purchasing
  travel rentals rental rent frontdesk concierge manager management secretary orders press media legal general uae dubai`)
const NOBODY = wordSet(`
  none no noemail nomail na nil null test tests testing tester example unknown asdf qwerty xxx xyz abcd aaa user email
  someone notprovided donotreply dontreply noreply`)
const NOWHERE = new Set(["none.com", "no.com", "na.com", "noemail.com", "nomail.com", "test.com", "xxx.com", "abc.com", "asdf.com"])
const ADDRESS = /[^\s<>()[\],;:"|/\\]+@[^\s<>()[\],;:"|/\\]+/g

/** The first address in the field, or why there is none. */
export function normaliseEmail(raw: string): EmailReading {
  return normaliseEmails(raw)[0] ?? rejected(raw, "empty")
}

/** Every address in one field, in the order written; always at least one reading. */
export function normaliseEmails(raw: string): EmailReading[] {
  const text = tidy(raw)
  if (text === "") return [rejected(raw, "empty")]
  const found = isLone(text) ? [loneAddress(text)] : (text.match(ADDRESS) ?? [text])
  const readings = found.map((address) => readAddress(address, raw))
  const seen = new Set<string>()
  const addresses = readings.filter((reading) => reading.ok && !seen.has(reading.canonical) && seen.add(reading.canonical))
  const [unread] = readings
  return addresses.length > 0
    ? addresses
    : unread && !unread.ok && isLone(text)
      ? [{ ...unread, guesses: guessesOf(text) }]
      : readings.slice(0, 1)
}

const rejected = (raw: string, reason: EmailRejected["reason"]): EmailRejected => ({ ok: false, raw, reason, guesses: [] })

const isLone = (text: string): boolean => /^[^@<>()[\],;:"|/\\]+@[^@<>()[\],;:"|/\\]+$/.test(text)

/**
 * The only address of a field. A space before its @ may be a plus that a form did not encode ("ali+rent" as "ali rent"), a dot, or
 * the end of a name: closed up, or cut, it could be another person's mailbox, so it stays as typed, is no address, and whoever has one
 * that it may mean is a question. After a whole domain comes a note; within one, a space is a typing error.
 */
function loneAddress(text: string): string {
  const at = text.indexOf("@")
  const [first = "", ...rest] = text.slice(at + 1).split(/\s+/)
  return text.slice(0, at + 1) + (first.includes(".") ? first : [first, ...rest].join(""))
}

const LOST = ["", "+", ".", "-", "_"]

/** What an address with a space in it may mean: a character that was lost there, or a name before the address; in the domain a dot. */
function guessesOf(text: string): string[] {
  const [local = "", domain = ""] = text.split("@")
  if (!/\s/.test(text)) return []
  const words = local.split(/\s+/)
  const meant = [...LOST.map((lost) => words.join(lost)), words.at(-1) ?? ""].map(
    (one) => `${one}@${domain.trim().replaceAll(/\s+/g, ".")}`,
  )
  return [...new Set(meant.map((one) => readAddress(one, text)).flatMap((one) => (one.ok && !one.role ? [one.canonical] : [])))]
}

function tidy(raw: string): string {
  const text = foldCase(cleanText(raw))
    .replace(/mailto:([^?\s]*)\?\S*/g, "$1")
    .replace(/mailto:/g, "")
    .replace(/\s*[([{]\s*at\s*[)\]}]\s*/g, "@")
    .replace(/\s*[([{]\s*dot\s*[)\]}]\s*/g, ".")
    .replace(/[\u06D4\u3002\uFF61]/g, ".")
    .replace(/[،؛]/g, ",")
    .replace(/[«»„]/g, " ")
    .replace(/"([^"\s@]+)"@/g, "$1@")
  return (text.includes("@") ? text : text.replace("%40", "@"))
    .replace(/%2b(?=[^@]*@)/g, "+")
    .replace(/\s*@+\s*/g, "@")
    .replace(/,(?=(?:com|net|org|ae|ru|in|co\.uk)\b)/g, ".")
    .replace(/\s*\.\s*(?=(?:com|net|org|ae|ru)\b)/g, ".")
    .replace(/\.{2,}/g, ".")
    .trim()
}

/** Small letters. The Turkish İ and ı are the i of another keyboard, and never tell two mailboxes apart. */
const foldCase = (text: string): string =>
  text
    .replace(/[İı]/g, "i")
    .toLowerCase()
    .replace(/i\u0307/g, "i")
    .replaceAll("ς", "σ")

/** A domain as it is sent: the letters of other scripts in Punycode. */
function asciiDomain(domain: string): string {
  if (/^[a-z0-9.-]*$/.test(domain) || !URL.canParse(`http://${domain}`)) return domain
  return new URL(`http://${domain}`).hostname
}

function readAddress(address: string, raw: string): EmailReading {
  const bare = address.replace(/^['"“”‘’.*]+|['"“”‘’.*!?]+$/g, "")
  const text = bare.slice(0, bare.lastIndexOf("@") + 1) + asciiDomain(bare.slice(bare.lastIndexOf("@") + 1))
  const at = text.lastIndexOf("@")
  const typed = { local: text.slice(0, at), domain: text.slice(at + 1) }
  if (at < 1 || !isEmail(text)) return rejected(raw, "invalid")
  const { local, domain } = canonicalParts(typed.local, typed.domain)
  // A tag makes no person of a placeholder: `test+1@…` is `test@…`.
  if (isPlaceholder(typed.local, typed.domain) || isPlaceholder(local, domain)) return rejected(raw, "placeholder")
  const meant = domainMeant(domain)
  // Squatters hold most mistyped popular domains, so the disposable list names them; the person meant the popular one.
  const isDisposable = meant === null && !FREE_DOMAINS.has(domain) && DISPOSABLE.has(domain)
  const relay = RELAY_DOMAINS.has(domain)
  const corrected = meant === null ? null : canonicalParts(local, meant)
  return {
    ok: true,
    canonical: `${local}@${domain}`,
    raw,
    local,
    typedLocal: typed.local.replace(/(?<=.)\.*\+.*$/, ""),
    domain,
    role: isRole(local, domain),
    disposable: isDisposable && !relay,
    relay,
    suggestion: corrected === null ? null : `${corrected.local}@${corrected.domain}`,
  }
}

function canonicalParts(local: string, typedDomain: string): { local: string; domain: string } {
  const domain = mailboxDomain(typedDomain)
  const untagged = local.replace(/(?<=.)\.*\+.*$/, "")
  const dotless = ignoresDots(domain) ? untagged.replace(/\./g, "") : untagged
  return { local: dotless === "" ? local : dotless, domain }
}

function isPlaceholder(local: string, domain: string): boolean {
  const word = local.replace(/[._\-+]/g, "")
  return NOWHERE.has(domain) || NOBODY.has(word) || /^(?:test|none|noemail|nomail|asdf|qwerty)\d{1,3}$/.test(word)
}

function isRole(local: string, domain: string): boolean {
  const words = local.split(/[._\-\d]+/).filter((word) => word !== "")
  if (words.length === 0) return false
  if (ROLE_WORDS.has(words.join(""))) return true
  return !FREE_DOMAINS.has(domain) && words.every((word) => ROLE_WORDS.has(word))
}
