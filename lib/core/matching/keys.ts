/**
 * Candidate keys. Two profiles that may be one person share at least one key; a store keeps them in one index and never
 * scans. Each kind is bounded per profile and has a cap per look-up, so the work does not grow with the store.
 *
 *   P  the number                    D  its digits with one left out (one slip on either side meets here)
 *   S  its last nine digits          N  two words of the name, inside the time window
 *   E  the address, also as meant    W  one word of the name, inside the time window
 *   L  the local part alone          M  the local part with one letter left out
 *
 * N and W serve one rule only: a lead with a phone and a lead with an e-mail, close in time. They carry the side of
 * the lead they were stored for, and are looked up for the other side.
 */
import type { EmailAddress } from "@/lib/core/identity/email"
import type { PhoneReading } from "@/lib/core/identity/phone"
import type { NameToken } from "@/lib/core/identity/names/person-name"
import { knownName } from "@/lib/core/identity/names/name-variants"
import { hash64 } from "@/lib/core/matching/hash"
import { localName } from "@/lib/core/matching/local-part"
import { addressesOf, type Profile } from "@/lib/core/matching/profile"

const KEY_KINDS = ["P", "S", "D", "E", "L", "M", "N", "W"] as const
export type KeyKind = (typeof KEY_KINDS)[number]
export type MatchKey = { kind: KeyKind; key: bigint }

/**
 * Newest leads fetched per key. Kinds with `windowed` are fetched only inside the time window. A local part alone says
 * little, and a common one (ahmed.ali) is in as many addresses as the store is large: few of them are enough.
 */
export const KEY_LIMITS: Readonly<Record<KeyKind, { perKeyMax: number; windowed: boolean }>> = {
  P: { perKeyMax: 30, windowed: false },
  S: { perKeyMax: 30, windowed: false },
  D: { perKeyMax: 30, windowed: false },
  E: { perKeyMax: 30, windowed: false },
  L: { perKeyMax: 10, windowed: false },
  M: { perKeyMax: 30, windowed: false },
  N: { perKeyMax: 50, windowed: true },
  W: { perKeyMax: 50, windowed: true },
}
export const CANDIDATES_MAX = 200
const KEYS_MAX = 96
const LOCAL_MIN = 6
const LOCAL_MAX = 18

type Side = "phone" | "email"

/** The keys under which a lead or event is stored. */
export function matchKeys(profile: Profile): MatchKey[] {
  return collect([...identifierKeys(profile), ...sidesOf(profile).flatMap((side) => nameKeys(profile, side))])
}

/** The keys by which a new event looks for candidates. */
export function lookupKeys(profile: Profile): MatchKey[] {
  const wanted = sidesOf(profile).map((side): Side => (side === "phone" ? "email" : "phone"))
  return collect([...identifierKeys(profile), ...wanted.flatMap((side) => nameKeys(profile, side))])
}

type KeyText = readonly [KeyKind, string]

function collect(texts: readonly KeyText[]): MatchKey[] {
  const unique = new Map(texts.map(([kind, text]) => [`${kind}:${text}`, kind]))
  return [...unique].slice(0, KEYS_MAX).map(([text, kind]) => ({ kind, key: hash64(text) }))
}

function sidesOf(profile: Profile): Side[] {
  if (profile.names.length === 0 && profile.emails.length === 0) return []
  const sides: Side[] = []
  if (profile.phoneOnlyAt !== null) sides.push("phone")
  if (profile.emailOnlyAt !== null) sides.push("email")
  return sides
}

function identifierKeys(profile: Profile): KeyText[] {
  const phones = profile.phones.flatMap(phoneKeys)
  const guessed = profile.emails.flatMap((email) => (email.ok ? [] : email.guesses.map((guess): KeyText => ["E", guess])))
  const emails = [...addressesOf(profile).flatMap(emailKeys), ...guessed]
  return [...phones, ...emails].toSorted((a, b) => "PESDML".indexOf(a[0]) - "PESDML".indexOf(b[0]))
}

function phoneKeys(phone: PhoneReading): KeyText[] {
  const exact: KeyText[] = phone.ok ? [["P", phone.e164]] : []
  const digits = digitForms(phone)
  const tails = digits.filter((form) => form.length >= 8).map((form): KeyText => ["S", form.slice(-9)])
  const deletes = digits.slice(0, 2).flatMap((form) => symmetricDeletes(form.slice(-11)).map((text): KeyText => ["D", text]))
  return [...exact, ...tails, ...deletes]
}

// Country codes that may stand before a number which is not valid as typed.
const CODES = /^(?:971|966|965|968|974|973|20|91|92|63|44|86|7|1)(?=\d{7,})/

/** National digits in every reading of the field: of a valid number one, of an unreadable one several. */
export function digitForms(phone: PhoneReading): string[] {
  if (phone.ok) return [phone.nsn]
  const bare = phone.digits.replace(/^0+/, "")
  const forms = [phone.nsn, ...(bare.length > 9 ? [bare.replace(CODES, "").replace(/^0+/, "")] : [])]
  if (/^8\d{10}$/.test(bare)) forms.push(bare.slice(1))
  return [...new Set(forms)].filter((form) => form.length >= 6)
}

/** The text and each text with one character left out; a single slip or swap leaves at least one in common. */
export function symmetricDeletes(text: string): string[] {
  const deletes = [text]
  for (let index = 0; index < text.length; index++) deletes.push(text.slice(0, index) + text.slice(index + 1))
  return [...new Set(deletes)]
}

function emailKeys(email: EmailAddress): KeyText[] {
  const keys: KeyText[] = [["E", email.canonical]]
  if (email.suggestion !== null) keys.push(["E", email.suggestion])
  const local = plainLocal(email.local)
  if (email.role || email.relay || local.length < LOCAL_MIN) return keys
  keys.push(["L", local])
  const domain = (email.suggestion ?? email.canonical).split("@")[1] ?? ""
  if (local.length <= LOCAL_MAX) keys.push(...symmetricDeletes(local).map((text): KeyText => ["M", `${domain[0] ?? ""}${text}`]))
  return keys
}

/** Punctuation in a local part is often left out. */
export const plainLocal = (local: string): string => local.replace(/[._-]/g, "")

function nameKeys(profile: Profile, side: Side): KeyText[] {
  const fromEmail = addressesOf(profile).flatMap((email) => (email.role || email.relay ? [] : [localName(email.typedLocal)]))
  const names = [...profile.names.slice(-3), ...fromEmail.filter((name) => !name.missing).slice(-1)]
  return names.flatMap((name) => {
    const rare = name.tokens
      .filter((token) => !token.initial && token.skeletons.length > 0)
      .toSorted(byRarity)
      .slice(0, 3)
    const words = rare.flatMap((token) => token.skeletons.slice(0, 2).map((skeleton): KeyText => ["W", `${side}|${skeleton}`]))
    return [...skeletonPairs(rare).map((pair): KeyText => ["N", `${side}|${pair}`]), ...words]
  })
}

/** Fixed, so that keys stored last year match keys looked up today whatever the store has counted since. */
const byRarity = (left: NameToken, right: NameToken): number =>
  shareOf(left) - shareOf(right) || right.text.length - left.text.length || (left.text < right.text ? -1 : 1)

const shareOf = (token: NameToken): number => (token.known === null ? 0 : (knownName(token.known)?.share ?? 0))

function skeletonPairs(tokens: readonly NameToken[]): string[] {
  const pairs: string[] = []
  for (const [index, token] of tokens.entries()) {
    for (const other of tokens.slice(index + 1)) {
      for (const one of token.skeletons.slice(0, 2))
        for (const two of other.skeletons.slice(0, 2)) pairs.push([one, two].toSorted().join("."))
    }
  }
  return pairs
}
