/**
 * What the matcher knows about one event or one lead: every phone, email and name, and when it was seen. Profiles are
 * plain data. An event and a lead have the same shape, so an event is matched against the whole lead and never against
 * one record of it.
 */
import { alignNames } from "@/lib/core/identity/names/name-compare"
import { normaliseEmails, type EmailReading } from "@/lib/core/identity/email"
import { readName, type NameReading } from "@/lib/core/identity/names/person-name"
import { normalisePhone, type PhoneReading } from "@/lib/core/identity/phone"

export type Profile = {
  id: string
  phones: PhoneReading[]
  emails: EmailReading[]
  /** Distinct names in the order first seen; missing ones are left out. */
  names: NameReading[]
  /** Event time of the first and the last touchpoint, in milliseconds since 1970. */
  firstAt: number
  lastAt: number
  /** The last touchpoint that carried a phone and no e-mail, and the reverse; null when there was none. */
  phoneOnlyAt: number | null
  emailOnlyAt: number | null
}

export type ProfileInput = {
  id: string
  at: number
  names?: readonly (string | null | undefined)[]
  phones?: readonly { raw: string; countryHint?: string | undefined }[]
  emails?: readonly string[]
}

type ReadOptions = { ownNumbers?: ReadonlySet<string>; nameCache?: Map<string, NameReading> }

const NAME_CACHE_MAX = 50_000

/** Reads the raw fields of one event into a profile; empty fields are left out. */
export function readProfile(input: ProfileInput, options: ReadOptions = {}): Profile {
  const phones = (input.phones ?? []).flatMap(({ raw, countryHint }) =>
    normalisePhone(raw, { countries: countryHint ? [countryHint] : [], ownNumbers: options.ownNumbers }).filter(isUsablePhone),
  )
  const emails = (input.emails ?? []).flatMap((raw) => normaliseEmails(raw)).filter(isUsableEmail)
  const names = (input.names ?? []).map((raw) => cachedName(raw ?? "", options.nameCache)).filter((name) => !name.missing)
  return {
    id: input.id,
    phones,
    emails,
    names,
    firstAt: input.at,
    lastAt: input.at,
    ...sideAt(phones, emails, input.at),
  }
}

/** A number that can be compared, if only by its digits; dummies, our own lines and rounded numbers say nothing. */
export const isUsablePhone = (phone: PhoneReading): boolean => phone.ok || (phone.reason === "invalid" && phone.nsn.length >= 6)

/** An address, or one that may be meant. */
export const isUsableEmail = (email: EmailReading): boolean => email.ok || email.guesses.length > 0

/** When one side alone was given. */
export function sideAt(
  phones: readonly PhoneReading[],
  emails: readonly EmailReading[],
  at: number,
): Pick<Profile, "phoneOnlyAt" | "emailOnlyAt"> {
  const hasEmail = emails.some(({ ok }) => ok)
  return { phoneOnlyAt: phones.length > 0 && !hasEmail ? at : null, emailOnlyAt: hasEmail && phones.length === 0 ? at : null }
}

function cachedName(raw: string, cache: Map<string, NameReading> | undefined): NameReading {
  const known = cache?.get(raw)
  if (known) return known
  const name = readName(raw)
  if (cache && cache.size >= NAME_CACHE_MAX) cache.clear()
  cache?.set(raw, name)
  return name
}

/** A lead after an event: everything both carry, without repeats; the id is the lead's. */
export function joinProfiles(lead: Profile, event: Profile): Profile {
  return {
    id: lead.id,
    phones: uniqueBy([...lead.phones, ...event.phones].toSorted(surestFirst), phoneIdentity),
    emails: uniqueBy([...lead.emails, ...event.emails], emailIdentity),
    names: uniqueBy([...lead.names, ...event.names], nameIdentity),
    firstAt: Math.min(lead.firstAt, event.firstAt),
    lastAt: Math.max(lead.lastAt, event.lastAt),
    phoneOnlyAt: later(lead.phoneOnlyAt, event.phoneOnlyAt),
    emailOnlyAt: later(lead.emailOnlyAt, event.emailOnlyAt),
  }
}

/** A number that was guessed once and came with its country later is no guess any more. */
const surestFirst = (left: PhoneReading, right: PhoneReading): number => Number(isGuess(left)) - Number(isGuess(right))
const isGuess = (phone: PhoneReading): boolean => phone.ok && phone.guessedFrom !== undefined

export const phoneIdentity = (phone: PhoneReading): string => (phone.ok ? phone.e164 : `?${phone.digits}`)
export const emailIdentity = (email: EmailReading): string => (email.ok ? email.canonical : `?${email.raw}`)
/** The words of a name, in order, in Latin letters. */
export const nameIdentity = (name: NameReading): string => name.tokens.map((token) => token.text).join(" ")

/** Canonical values that may decide alone or be compared; disposable mailboxes identify no one. */
export const addressesOf = (profile: Profile): Extract<EmailReading, { ok: true }>[] =>
  profile.emails.filter((email) => email.ok && !email.disposable) as Extract<EmailReading, { ok: true }>[]

/** The same, and what may be an address: a question, never a tie. */
export const comparableEmails = ({ emails }: Profile): EmailReading[] => emails.filter((email) => !email.ok || !email.disposable)

function uniqueBy<T>(values: readonly T[], identity: (value: T) => string): T[] {
  const seen = new Set<string>()
  return values.filter((value) => {
    const id = identity(value)
    return seen.has(id) ? false : seen.add(id)
  })
}

const later = (left: number | null, right: number | null): number | null =>
  left === null ? right : right === null ? left : Math.max(left, right)

/** One word in common is enough: a value counts as shared only when its names are unrelated. */
export const mayBeOneName = (left: NameReading, right: NameReading): boolean =>
  nameIdentity(left) === nameIdentity(right) || alignNames(left, right).matches.length > 0
