import { normaliseEmail } from "@/lib/core/identity/email"
import { extractContacts } from "@/lib/core/identity/extract-contacts"
import { readName, type NameReading } from "@/lib/core/identity/person-name"
import { normalisePhone } from "@/lib/core/identity/phone"
import type { IdentityClaim, IdentityKind, IdentitySource, LeadEvent } from "@/lib/core/lead-event"
import type { IdentityStrength } from "@/lib/core/lead-states"
import { newId } from "@/lib/ids"

/**
 * Reads the claims of an event: raw phones, e-mails and ids become identities with a strength. A value that cannot be
 * read is kept as raw text with strength `weak` and never decides anything.
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
  /** The lead that a colleague named, if one did. */
  leadId: string | null
  touchpointId: string
  identities: ReadIdentity[]
  name: NameReading | null
}

export type ReadOptions = { ownNumbers?: ReadonlySet<string> | undefined }

export const readEvent = (event: LeadEvent, receiptId: string | null, options: ReadOptions = {}): ReadEvent => {
  const claims = [...event.identities, ...writtenContacts(event)]
  const identities = new Map<string, ReadIdentity>()
  for (const claim of claims) {
    for (const identity of readClaim(claim, options)) {
      const key = keyOf(identity)
      if (!identities.has(key)) identities.set(key, identity)
    }
  }
  const claimedName = event.fields.find((claim) => claim.field === "name")?.value
  const name = claimedName ? readName(claimedName) : null
  return { event, receiptId, leadId: null, touchpointId: newId(), identities: [...identities.values()], name: name?.missing ? null : name }
}

/** `kind:value`, the name of an identity in locks, maps and waiting lists. */
export const keyOf = (identity: { kind: string; value: string }): string => `${identity.kind}:${identity.value}`

/** Whether an identity may decide alone whose event this is. */
export const isDecisive = (identity: ReadIdentity): boolean => identity.readable && identity.strength === "personal"

/** What a person writes in a conversation counts; what an operator or a bot says never does. */
const writtenContacts = (event: LeadEvent): IdentityClaim[] => {
  const isPersonWriting =
    event.author.role === "person" && event.direction === "inbound" && (event.kind === "message" || event.kind === "message_edited")
  if (!isPersonWriting || !event.text) return []
  const { phones, emails } = extractContacts(event.text)
  return [
    ...phones.map((raw): IdentityClaim => ({ kind: "phone", raw, source: "message" })),
    ...emails.map((raw): IdentityClaim => ({ kind: "email", raw, source: "message" })),
  ]
}

const readClaim = (claim: IdentityClaim, options: ReadOptions): ReadIdentity[] => {
  if (claim.kind === "phone") return readPhoneClaim(claim, options)
  if (claim.kind === "email") return [readEmailClaim(claim)].filter((identity) => identity !== null)
  const value = claim.raw.trim()
  if (value === "") return []
  return [{ kind: claim.kind, value, raw: claim.raw, source: claim.source, strength: "personal", traits: {}, readable: true }]
}

const readPhoneClaim = (claim: IdentityClaim, options: ReadOptions): ReadIdentity[] =>
  normalisePhone(claim.raw, { countryHint: claim.countryHint, ownNumbers: options.ownNumbers }).flatMap((reading): ReadIdentity[] => {
    const base = { kind: "phone" as const, raw: reading.raw, source: claim.source }
    if (reading.ok) {
      const isCommonLine = reading.type === "toll_free" || reading.type === "uan"
      const traits = { type: reading.type, country: reading.country, confidence: reading.confidence }
      return [{ ...base, value: reading.e164, strength: isCommonLine ? "shared" : "personal", traits, readable: true }]
    }
    if (reading.reason === "empty" || reading.reason === "own_number") return []
    return [{ ...base, value: reading.raw.trim(), strength: "weak", traits: { unreadable: reading.reason }, readable: false }]
  })

const readEmailClaim = (claim: IdentityClaim): ReadIdentity | null => {
  const reading = normaliseEmail(claim.raw)
  const base = { kind: "email" as const, raw: claim.raw, source: claim.source }
  if (!reading.ok) {
    const value = claim.raw.trim()
    return value === "" ? null : { ...base, value, strength: "weak", traits: { unreadable: reading.reason }, readable: false }
  }
  const traits = { disposable: reading.disposable, relay: reading.relay, suggestion: reading.suggestion }
  return { ...base, value: reading.canonical, strength: reading.role ? "shared" : "personal", traits, readable: true }
}
