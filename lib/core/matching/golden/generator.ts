/**
 * Generates a stream of lead events with known truth: people who write more than once, in several spellings and
 * scripts, through several channels, with typing errors, missing country codes, second numbers, mistyped mail domains,
 * placeholder names, families on one line and resold numbers. The random numbers are passed in, so a stream can be
 * repeated. Rates are assumptions about a rental business in the Gulf.
 */
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import { HOUR_MS } from "@/lib/core/time"
import { NAME_POOLS, type NamePool } from "@/lib/core/matching/golden/name-pools"

type GeneratedEvent = { profile: Profile; personId: string; truePhone: string; trueEmail: string }
type Random = () => number

type Person = { id: string; pool: NamePool; given: string[]; family: string[]; phones: string[]; emails: string[] }
type Channel = "whatsapp" | "website" | "call" | "email"

const DAYS = 60
const PLACEHOLDERS = ["WhatsApp user", "Customer", "❤️", "Available", "", "Mom", "🦁"]
const DOMAINS = [
  "gmail.com",
  "gmail.com",
  "gmail.com",
  "hotmail.com",
  "outlook.com",
  "yahoo.com",
  "icloud.com",
  "mail.ru",
  "emirates.net.ae",
]
const WRONG_DOMAINS: Readonly<Record<string, string>> = {
  "gmail.com": "gmial.com",
  "hotmail.com": "hotmal.com",
  "outlook.com": "outlok.com",
  "yahoo.com": "yahoo.con",
}

/** Mulberry32: small, fast, good enough to shuffle people; equal seeds give equal streams. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** About 1.7 events a person, in order of time. */
export function generateEvents(people: number, random: Random): GeneratedEvent[] {
  const dice = new Dice(random)
  const persons: Person[] = []
  for (let index = 0; index < people; index++) persons.push(makePerson(`p${index}`, persons, dice))
  const drafts = persons.flatMap((person) => visitsOf(person, dice))
  return drafts.toSorted((a, b) => a.hours - b.hours).map((draft, index) => toEvent(draft, `e${index}`, dice))
}

class Dice {
  constructor(private readonly random: Random) {}
  chance = (share: number): boolean => this.random() < share
  below = (limit: number): number => Math.floor(this.random() * limit)
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    if (value === undefined) throw new Error("nothing to pick from")
    return value
  }
  pool(): NamePool {
    let left = this.random() * NAME_POOLS.reduce((sum, { weight }) => sum + weight, 0)
    return NAME_POOLS.find(({ weight }) => (left -= weight) < 0) ?? this.pick(NAME_POOLS)
  }
  digits = (pattern: string): string => pattern.replace(/#/g, () => String(this.below(10)))
}

function makePerson(id: string, others: readonly Person[], dice: Dice): Person {
  const relative = others.length > 10 && dice.chance(0.03) ? dice.pick(others) : null
  const pool = relative?.pool ?? dice.pool()
  const given = dice.pick(pool.given)
  const family = relative?.family ?? dice.pick(pool.family)
  const recycled = others.length > 10 && dice.chance(0.008) ? dice.pick(others).phones[0] : undefined
  const phones = [relative?.phones[0] ?? recycled ?? newPhone(pool, dice)]
  if (dice.chance(0.15)) phones.push(newPhone(pool, dice))
  const emails = [newEmail(given, family, dice)]
  if (dice.chance(0.1)) emails.push(newEmail(given, family, dice))
  return { id, pool, given, family, phones, emails }
}

function newPhone(pool: NamePool, dice: Dice): string {
  const code = dice.chance(0.6) ? "971" : dice.pick(pool.codes)
  if (code === "971")
    return dice.chance(0.03)
      ? `+9714${dice.pick(["2", "3", "5"])}${dice.digits("######")}`
      : `+971${dice.pick(["50", "52", "54", "55", "56", "58"])}${dice.digits("#######")}`
  const patterns: Readonly<Record<string, string>> = {
    "966": "5########",
    "20": "10########",
    "44": "74########",
    "7": "916#######",
    "63": "917#######",
    "92": "300#######",
    "91": "98########",
    "86": "138########",
  }
  return `+${code}${dice.digits(patterns[code] ?? pool.mobile)}`
}

function newEmail(given: string[], family: string[], dice: Dice): string {
  const [first, last] = [latin(given[0] ?? ""), latin(family[0] ?? "")]
  const number = String(dice.below(100)).padStart(2, "0")
  const local = dice.pick([
    `${first}.${last}`,
    `${first}${last}`,
    `${first}_${last}${number}`,
    `${first[0] ?? "x"}${last}${number}`,
    `desert${first.slice(0, 3)}${dice.digits("####")}`,
  ])
  return `${local}@${dice.pick(DOMAINS)}`
}

const latin = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "")

type Visit = { person: Person; hours: number; channel: Channel; phone: string; email: string }

function visitsOf(person: Person, dice: Dice): Visit[] {
  const visits: Visit[] = []
  let hours = dice.below(DAYS * 24)
  do {
    const channel = dice.pick<Channel>(["whatsapp", "whatsapp", "website", "website", "call", "email"])
    const phone = channel === "email" || (channel === "website" && dice.chance(0.25)) ? "" : dice.pick(person.phones)
    const email = channel === "email" || (channel === "website" && (phone === "" || dice.chance(0.6))) ? dice.pick(person.emails) : ""
    visits.push({ person, hours, channel, phone, email })
    hours += dice.chance(0.6) ? dice.below(46) + 1 : dice.below(600) + 48
  } while (visits.length < 6 && dice.chance(0.42))
  return visits
}

function toEvent({ person, hours, channel, phone, email }: Visit, id: string, dice: Dice): GeneratedEvent {
  const name = typedName(person, channel, dice)
  const { raw, hint } = typedPhone(phone, channel, dice)
  const typedEmail = email === "" ? "" : writtenEmail(email, dice)
  const at = Math.round((hours + dice.below(3600) / 3600) * HOUR_MS)
  const profile = readProfile({
    id,
    at,
    names: [name],
    phones: raw ? [{ raw, countryHint: hint }] : [],
    emails: typedEmail ? [typedEmail] : [],
  })
  return { profile, personId: person.id, truePhone: phone, trueEmail: email }
}

function typedName({ given, family }: Person, channel: Channel, dice: Dice): string {
  if (dice.chance(channel === "call" ? 0.35 : 0.08)) return channel === "call" ? "" : dice.pick(PLACEHOLDERS)
  const first = dice.pick(given)
  const last = dice.pick(family)
  const form = dice.below(20)
  const name = form < 3 ? first : form === 3 ? `${last}, ${first}` : form === 4 ? `${first} ${last[0] ?? ""}.` : `${first} ${last}`
  const slipped = dice.chance(0.03) ? slip(name, dice) : name
  return dice.chance(0.1) ? slipped.toUpperCase() : dice.chance(0.05) ? `${slipped} 🚗` : slipped
}

function typedPhone(e164: string, channel: Channel, dice: Dice): { raw: string; hint?: string } {
  if (e164 === "") return { raw: "" }
  if (channel === "whatsapp" || channel === "call") return { raw: e164 }
  const wrong = dice.chance(0.045) ? `+${slip(e164.slice(1), dice)}` : e164
  if (!wrong.startsWith("+971")) return { raw: dice.chance(0.15) ? wrong.replace(/^\+(?:966|20|44|63|92|91|86|7)/, "") : wrong }
  const national = wrong.slice(4)
  return {
    raw: dice.pick([
      wrong,
      `0${national}`,
      `00971${national}`,
      `971${national}`,
      `+971 (0)${national}`,
      `0${national.slice(0, 2)}-${national.slice(2, 5)}-${national.slice(5)}`,
    ]),
  }
}

function writtenEmail(email: string, dice: Dice): string {
  const [local = "", domain = ""] = email.split("@")
  if (dice.chance(0.03)) return `${local}@${WRONG_DOMAINS[domain] ?? domain}`
  if (dice.chance(0.015)) return `${slip(local, dice)}@${domain}`
  return dice.chance(0.1) ? email.toUpperCase() : email
}

/** One letter or digit lost, doubled, exchanged or swapped with its neighbour, never the first. */
function slip(text: string, dice: Dice): string {
  const at = 1 + dice.below(Math.max(1, text.length - 2))
  const letter = text[at] ?? ""
  const other = /\d/.test(letter) ? String((Number(letter) + 1 + dice.below(9)) % 10) : "e"
  const rest = text.slice(at + 1)
  return text.slice(0, at) + dice.pick([rest, letter + letter + rest, other + rest, (rest[0] ?? "") + letter + rest.slice(1)])
}
