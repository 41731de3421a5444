import { or, sql, type SQL } from "drizzle-orm"
import { leads } from "@/db/schema"
import { normaliseEmail } from "@/lib/core/identity/email"
import { readName } from "@/lib/core/identity/names/person-name"
import { scriptOf } from "@/lib/core/identity/names/romanise"
import { normalisePhone } from "@/lib/core/identity/phone"
import { digitsOf } from "@/lib/core/identity/text"
import { nameKeys } from "@/lib/core/lead-projection"

/**
 * What one search box finds, the same in the palette, the table and REST: words of a name as typed or in Latin letters, a phone in
 * any format or by its last digits, an email by part, a booking or a conversation by its number; and after those, names
 * that sound like it in whatever script, by the matcher's consonant skeletons. Every part is served by an index.
 */
type Search = {
  /** The leads it finds. */
  found: SQL
  /** 0 for a lead that holds what was typed, 1 for one that only sounds like it; null where nothing can. */
  rank: SQL | null
}

export function searchFor(q: string): Search {
  const literal = literalHits(q)
  const near = soundsLike(q)
  if (near === null) return { found: isOneOf(literal), rank: null }
  return { found: isOneOf([...literal, near]), rank: sql`(case when ${isOneOf(literal)} then 0 else 1 end)` }
}

/** A union, not an OR: each part then uses its own index. */
const isOneOf = (hits: readonly SQL[]): SQL => (hits.length === 0 ? sql`false` : sql`${leads.id} in (${sql.join([...hits], sql` union `)})`)

/** The form of the text decides how it is looked up. */
function literalHits(q: string): SQL[] {
  if (q.includes("@")) return [emailHits(q)]
  const isOneWord = !/\s/.test(q)
  const digits = digitsOf(q)
  if (digits.length >= 4 && !/\p{L}/u.test(q)) return [phoneHits(q), ...(isOneWord ? idHits(q) : [])].filter((hits) => hits !== null)
  const names = nameHits(q)
  const isWord = isOneWord && q.length >= 3
  return [...(names === null ? [] : [names]), ...(isWord && /^[\x21-\x7E]+$/.test(q) ? [emailHits(q)] : []), ...(isWord ? idHits(q) : [])]
}

/** The whole number in any spelling, or its last digits. */
export function phoneHits(text: string): SQL | null {
  const whole = normalisePhone(text, { vouched: true }).flatMap((reading) => (reading.ok ? [reading.e164] : []))
  const tail = digitsOf(text).replace(/^0+/, "")
  const reversed = `${[...tail].reverse().join("")}%`
  const match = or(
    whole.length > 0 ? sql`i.value in (${listed(whole)})` : undefined,
    tail.length >= 4 ? sql`reverse(i.value) like ${reversed}` : undefined,
  )
  return match ? sql`select i.lead_id from lead_identities i where i.kind = 'phone' and i.strength <> 'weak' and ${match}` : null
}

export function emailHits(text: string): SQL {
  const reading = normaliseEmail(text)
  const exact = reading.ok ? reading.canonical : text.toLowerCase()
  const part = `%${escapeLike(text.toLowerCase())}%`
  return sql`select i.lead_id from lead_identities i where i.kind = 'email' and i.strength <> 'weak' and (i.value = ${exact} or i.value like ${part})`
}

/** A booking or a conversation by the beginning of its number, or one of our own ids. */
function idHits(q: string): SQL[] {
  const start = `${escapeLike(q.toLowerCase())}%`
  const isOurs = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(q)
  return [
    sql`select b.lead_id from bookings b where lower(b.external_id) like ${start}`,
    sql`select c.lead_id from conversations c where lower(c.external_id) like ${start}`,
    ...(isOurs
      ? [sql`select c.lead_id from conversations c where c.id = ${q}::uuid`, sql`select o.id from leads o where o.id = ${q}::uuid`]
      : []),
  ]
}

/** Every word must occur: as typed, in Latin letters, or in the usual spelling of the name. */
function nameHits(q: string): SQL | null {
  const typed = q
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .split(" ")
    .filter(Boolean)
  if (typed.length === 0) return null
  const read = readName(q)
  const spoken = read.missing
    ? []
    : read.tokens.map(({ text, known }) => either([text, ...(known === null || known === text ? [] : [known])].map(hasWord)))
  const words = either([every(typed.map(hasWord)), ...(spoken.length > 0 ? [every(spoken)] : [])])
  return sql`select n.id from leads n where ${words}`
}

/** Fewer consonants ("Dina") sound like too many names of the same script; only the other script's are looked for by them. */
const CONSONANTS_MIN = 3
const CONSONANTS_OF_OTHER_SCRIPT_MIN = 2

/** Every word of the name sounds like a word of theirs. */
function soundsLike(q: string): SQL | null {
  const { missing, tokens } = readName(q)
  const keys = tokens.filter(({ initial, optional }) => !initial && !optional).map(nameKeys)
  const consonants = keys.reduce((sum, [first]) => sum + (first ?? "").replaceAll(/[~A]/g, "").length, 0)
  if (missing || keys.length === 0 || keys.some((one) => one.length === 0) || consonants < CONSONANTS_OF_OTHER_SCRIPT_MIN) return null
  const sounds = keys.map((one) => either(one.map((key) => sql`k.search_text like ${`%${key}%`}`)))
  return sql`select k.id from leads k where ${every(consonants < CONSONANTS_MIN ? [...sounds, isInOtherScript(q)] : sounds)}`
}

/** From Greek on, without the Latin letters of Vietnamese and without punctuation and signs. */
const NOT_LATIN = "[\u0370-\u1DFF\u1F00-\u1FFF\u2C00-\uFFFD]"

const isInOtherScript = (q: string): SQL => sql`k.name ~ ${scriptOf(q) === "latin" ? NOT_LATIN : "[A-Za-z]"}`

const hasWord = (word: string): SQL => sql`n.search_text like ${`%${escapeLike(word)}%`}`

const every = (conditions: readonly SQL[]): SQL => sql`(${sql.join([...conditions], sql` and `)})`
const either = (conditions: readonly SQL[]): SQL => sql`(${sql.join([...conditions], sql` or `)})`

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (char) => `\\${char}`)

const listed = (values: readonly string[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )
