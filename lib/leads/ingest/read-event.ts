import { normaliseEmails, type EmailReading } from "@/lib/core/identity/email"
import { extractContacts } from "@/lib/core/identity/extract-contacts"
import { readName, type NameReading } from "@/lib/core/identity/names/person-name"
import { isCommonLine } from "@/lib/core/identity/phone-lines"
import { normalisePhone, type PhoneReading } from "@/lib/core/identity/phone"
import { DEFAULT_FORMAT, type ReadingFormat } from "@/lib/core/input-format"
import { leadValue } from "@/lib/core/values/lead-values"
import type { ReadingNote } from "@/lib/core/reading-note"
import { quoted } from "@/lib/core/values/reading-notes"
import { isUsableEmail, isUsablePhone, sideAt, type Profile } from "@/lib/core/matching/profile"
import { namesKnownLine } from "@/lib/leads/known-lines"
import { TRUST_LEVELS, type IdentityClaim, type IdentityKind, type IdentitySource, type LeadEvent } from "@/lib/core/lead-event"
import type { IdentityStrength } from "@/lib/core/lead-states"
import type { EventTrust } from "@/lib/core/event-trust"
import { digitsOf } from "@/lib/core/identity/text"
import { newId } from "@/lib/platform/ids"

/**
 * Reads the claims of an event: raw phones, emails and ids become identities with a strength. An unreadable value is
 * kept as raw text with strength `weak` and never decides anything.
 */
export type ReadIdentity = {
  kind: IdentityKind
  value: string
  raw: string
  source: IdentitySource
  strength: IdentityStrength
  traits: Record<string, unknown>
  readable: boolean
}

export type ReadEvent = {
  event: LeadEvent
  /** The stored delivery it came in. */
  receiptId: string | null
  /** The lead chosen by a colleague, if any. */
  leadId: string | null
  /** How the event proved itself: what it may change is in lib/core/event-trust.ts. */
  trust: EventTrust
  touchpointId: string
  identities: ReadIdentity[]
  name: NameReading | null
  /** Notes on how its values were read, for the receipt and the timeline. */
  notes: ReadingNote[]
  /** What the matcher compares; its id is the touchpoint's. */
  profile: Profile
}

export type ReadOptions = {
  ownNumbers?: ReadonlySet<string> | undefined
  /** Lines of leads that a typed number may name although no plan has them, as E.164. */
  knownLines?: ReadonlySet<string> | undefined
  format?: ReadingFormat | undefined
  trust?: EventTrust | undefined
}

export function readEvent(claimed: LeadEvent, receiptId: string | null, options: ReadOptions = {}): ReadEvent {
  const { event, notes } = withReadFields(claimed, options.format ?? DEFAULT_FORMAT)
  const claims = [...event.identities, ...writtenContacts(event)]
  const identities = new Map<string, ReadIdentity>()
  const readings: Readings = { phones: [], emails: [] }
  for (const claim of claims) {
    for (const identity of readClaim(claim, options, readings)) {
      const key = keyOf(identity)
      if (!identities.has(key)) identities.set(key, identity)
    }
  }
  const name = claimedName(event)
  const touchpointId = newId()
  return {
    event,
    receiptId,
    leadId: null,
    trust: options.trust ?? "signed",
    touchpointId,
    identities: [...identities.values()].filter(mayBeContact),
    name,
    notes: [...notes, ...[...identities.values()].flatMap(unreadNote)],
    profile: profileOf(event, touchpointId, readings, name),
  }
}

/** The name that the event goes by: of several, such as a form's answer beside a profile, the one that can be trusted most. */
const claimedName = ({ fields }: LeadEvent): NameReading | null =>
  fields
    .filter(({ field }) => field === "name")
    .toSorted((a, b) => TRUST_LEVELS.indexOf(b.trust) - TRUST_LEVELS.indexOf(a.trust))
    .map(({ value }) => readName(value))
    .find(({ missing }) => !missing) ?? null

/** The event with its dates and amounts in stored form. */
function withReadFields(event: LeadEvent, format: ReadingFormat): { event: LeadEvent; notes: ReadingNote[] } {
  const read = event.fields.map((claim) => ({ ...claim, ...leadValue(claim.field, claim.value, format) }))
  const fields = read.map(({ notes: _notes, ...claim }) => claim)
  return { event: { ...event, fields }, notes: withoutRepeats([...event.notes, ...read.flatMap(({ notes }) => notes)]) }
}

/** A field that an adapter or a file's reader has noted is not noted again. */
const withoutRepeats = (notes: readonly ReadingNote[]): ReadingNote[] => [...new Map(notes.map((note) => [note.text, note])).values()]

const PHONE_DIGITS_MIN = 5

/** "12" or "call me" in a phone field is noted, and is not a contact of the lead. */
const mayBeContact = ({ kind, value, readable }: ReadIdentity): boolean =>
  readable || kind !== "phone" || digitsOf(value).length >= PHONE_DIGITS_MIN

function unreadNote({ kind, raw, readable, source, traits }: ReadIdentity): ReadingNote[] {
  const isContact = (kind === "phone" || kind === "email") && source !== "message"
  if (!isContact) return []
  const called = kind === "phone" ? "phone" : "email"
  if (traits["sharedBy"] === "guess")
    return [{ problem: "decided", about: called, text: `phone ${quoted(raw)} may be of another country; it joins no lead by itself` }]
  if (readable) return []
  if (traits["unreadable"] === "scientific")
    return [
      { problem: "unreadable", about: "rounded_phone", text: `phone ${quoted(raw)} was shortened by a spreadsheet; its digits are lost` },
    ]
  return [{ problem: "unreadable", about: called, text: `${called} ${quoted(raw)} cannot be read; it is kept as written` }]
}

type Readings = { phones: PhoneReading[]; emails: EmailReading[] }

function profileOf(event: LeadEvent, id: string, readings: Readings, name: NameReading | null): Profile {
  const at = event.occurredAt.getTime()
  const phones = readings.phones.filter(isUsablePhone)
  const emails = readings.emails.filter(isUsableEmail)
  return {
    id,
    phones,
    emails,
    names: name ? [name] : [],
    firstAt: at,
    lastAt: at,
    ...sideAt(phones, emails, at),
  }
}

/** `kind:value`, the key of an identity in locks, maps and waiting lists. */
export const keyOf = (identity: { kind: string; value: string }): string => `${identity.kind}:${identity.value}`

/** Whether an identity may decide alone which lead the event belongs to. */
export const isDecisive = (identity: ReadIdentity): boolean => identity.readable && identity.strength === "personal"

/**
 * Contact details that a person typed in a conversation count; those of an operator or a bot, and those in what was chosen, shared
 * or forwarded, never do. So do those in a form's name field, where the form has none of their kind.
 */
function writtenContacts(event: LeadEvent): IdentityClaim[] {
  if (event.author.role !== "person" || event.direction !== "inbound") return []
  const isWriting = event.kind === "message" || event.kind === "message_edited"
  const typed = event.typed === undefined ? event.text : event.typed
  const written = isWriting && typed ? contactsIn(typed) : []
  const hasKind = (kind: IdentityKind): boolean => event.identities.some((claim) => claim.kind === kind)
  const names = event.fields.filter(({ field, trust }) => field === "name" && trust === "stated")
  return [...written, ...names.flatMap(({ value }) => contactsIn(value)).filter(({ kind }) => !hasKind(kind))]
}

function contactsIn(text: string): IdentityClaim[] {
  const { phones, emails } = extractContacts(text)
  return [
    ...phones.map((raw): IdentityClaim => ({ kind: "phone", raw, source: "message" })),
    ...emails.map((raw): IdentityClaim => ({ kind: "email", raw, source: "message" })),
  ]
}

function readClaim(claim: IdentityClaim, options: ReadOptions, readings: Readings): ReadIdentity[] {
  if (claim.kind === "phone") return readPhoneClaim(claim, options, readings)
  if (claim.kind === "email") return readEmailClaim(claim, readings)
  const value = claim.raw.trim()
  if (value === "") return []
  return [{ kind: claim.kind, value, raw: claim.raw, source: claim.source, strength: "personal", traits: {}, readable: true }]
}

const NO_LINES: ReadonlySet<string> = new Set()

const readPhoneClaim = (claim: IdentityClaim, options: ReadOptions, readings: Readings): ReadIdentity[] =>
  normalisePhone(claim.raw, {
    countries: claim.countries,
    likelyCountries: claim.likelyCountries,
    ownNumbers: options.ownNumbers,
    vouched: claim.source === "provider" || namesKnownLine(claim.raw, options.knownLines ?? NO_LINES),
    inUse: claim.source === "crm" || claim.source === "erp",
  }).flatMap((reading): ReadIdentity[] => {
    const base = { kind: "phone" as const, raw: reading.raw, source: claim.source }
    readings.phones.push(reading)
    if (reading.ok) {
      const { e164, type, country, confidence, guessedFrom } = reading
      const sharedBy = confidence === "guess" ? BY_GUESS : isCommonLine(type) ? BY_NATURE : {}
      const strength = "sharedBy" in sharedBy ? "shared" : "personal"
      const traits = { type, country, confidence, ...(guessedFrom === undefined ? {} : { guessedFrom }), ...sharedBy }
      return [{ ...base, value: e164, strength, traits, readable: true }]
    }
    if (reading.reason === "own_number" || reading.raw.trim() === "") return []
    return [{ ...base, value: reading.raw.trim(), strength: "weak", traits: { unreadable: reading.reason }, readable: false }]
  })

const BY_NATURE = { sharedBy: "nature" }
/** The country was guessed, so another number may have the same digits. */
const BY_GUESS = { sharedBy: "guess" }

/** Every address of the field. */
const readEmailClaim = (claim: IdentityClaim, readings: Readings): ReadIdentity[] =>
  normaliseEmails(claim.raw).flatMap((reading): ReadIdentity[] => {
    const base = { kind: "email" as const, raw: claim.raw, source: claim.source }
    readings.emails.push(reading)
    if (!reading.ok) {
      const value = claim.raw.trim()
      return value === "" ? [] : [{ ...base, value, strength: "weak", traits: { unreadable: reading.reason }, readable: false }]
    }
    const common = reading.role ? BY_NATURE : {}
    const traits = { disposable: reading.disposable, relay: reading.relay, suggestion: reading.suggestion, ...common }
    return [{ ...base, value: reading.canonical, strength: reading.role ? "shared" : "personal", traits, readable: true }]
  })
