import * as bodies from "@/lib/channels/fixtures/bodies"
import type { Channel } from "@/lib/core/channels"
import type { StageId } from "@/lib/core/lead-states"
import { inventPerson, type Person } from "./people"
import { seededRandom, type Random } from "./random"
import { VEHICLES } from "./talk"
import { visit } from "./visits"

/**
 * Ninety days of an invented car rental, as the raw bodies its channels would have sent. One story is one person; many
 * come through several channels and under several spellings. Pure: seed and clock in, stories out.
 */
export type DemoDelivery = { channel: Channel; key: string; body: Record<string, unknown> | string; at: Date }

export type Story = {
  deliveries: DemoDelivery[]
  /** The outcome with an agent of this skill; 1 is average. */
  work: (skill: number) => DemoWork
}

export type DemoWork = {
  /** Stage moves by the agent, each some time after the one before. */
  moves: { to: StageId; at: Date; reason?: string }[]
  /** Sent by the rental system after the sales work is done. */
  bookings: DemoDelivery[]
}

const DAY = 86_400_000
const HOUR = 3_600_000
export const CAMPAIGNS = [
  { utm_source: "google", utm_medium: "cpc", utm_campaign: "suv-dubai", gclid: true, quality: 1.1 },
  { utm_source: "google", utm_medium: "organic", quality: 1.2 },
  { utm_source: "instagram", utm_medium: "paid_social", utm_campaign: "summer-deals", fbclid: true, quality: 0.45 },
  { utm_source: "meta", utm_medium: "cpc", utm_campaign: "luxury-weekend", fbclid: true, quality: 0.8 },
  { utm_source: "tripadvisor", utm_medium: "referral", quality: 1 },
] as const
const LOST = ["Price", "No car available", "Booked elsewhere", "No answer", "Documents or deposit", "Plans changed"]
export function inventStories({ leads, now, seed }: { leads: number; now: Date; seed: number }): Story[] {
  const random = seededRandom(seed)
  return Array.from({ length: leads }, (_, serial) => inventStory(random, serial, now))
}

function inventStory(random: Random, serial: number, now: Date): Story {
  const person = inventPerson(random, serial)
  const car = random.weighted(VEHICLES)
  const start = arrival(random, now)
  const channels = journeyOf(random)
  const campaign = random.weighted(CAMPAIGNS.map((one) => [one, one.quality < 0.5 ? 3 : 2] as const))
  const deliveries: DemoDelivery[] = []
  let at = start
  for (const [index, channel] of channels.entries()) {
    deliveries.push(...visit({ random, person, car, channel, at, serial: `${serial}-${index}`, campaign }))
    at = new Date(Math.min(at.getTime() + random.int(1, 60) * HOUR, now.getTime() - random.int(1, 40) * 60_000))
  }
  const last = new Date(Math.max(...deliveries.map((one) => one.at.getTime())))
  const workSeed = random.int(0, 2_147_483_647)
  return {
    deliveries: deliveries.filter((one) => one.at <= now),
    work: (skill) => workOn({ random: seededRandom(workSeed), skill, person, car, serial, channels, quality: campaign.quality, last, now }),
  }
}

/** More on Thursdays and in the evening, fewer at night, growing week by week. */
function arrival(random: Random, now: Date): Date {
  const daysAgo = 90 * (1 - Math.sqrt(random.next()))
  const day = Math.floor((now.getTime() - daysAgo * DAY) / DAY) * DAY
  const hour = random.weighted([
    [3, 1],
    [6, 3],
    [8, 6],
    [10, 7],
    [12, 6],
    [14, 6],
    [16, 8],
    [18, 9],
    [20, 6],
    [22, 3],
  ] as const)
  const at = day + (hour - 4) * HOUR + random.int(0, 119) * 60_000
  return new Date(Math.min(at, now.getTime() - random.int(2, 600) * 60_000))
}

export type Step = "form" | "chat" | "whatsapp" | "call" | "missed" | "bot" | "walk_in" | "referral" | "anonymous"

function journeyOf(random: Random): Step[] {
  const first = random.weighted([
    ["whatsapp", 32],
    ["form", 24],
    ["call", 12],
    ["chat", 11],
    ["missed", 5],
    ["bot", 6],
    ["walk_in", 4],
    ["referral", 4],
    ["anonymous", 2],
  ] as const)
  if (first === "anonymous") return [first]
  const more: Step[] = []
  for (const [step, chance] of [
    ["whatsapp", 0.28],
    ["call", 0.22],
    ["chat", 0.12],
    ["form", 0.06],
  ] as const) {
    if (step !== first && random.chance(chance)) more.push(step)
  }
  return [first, ...more]
}

type Work = {
  random: Random
  skill: number
  person: Person
  car: string
  serial: number
  channels: readonly Step[]
  quality: number
  last: Date
  now: Date
}

/** How far sales got with them, and whether there was a booking. */
function workOn({ random, skill, person, car, serial, channels, quality, last, now }: Work): DemoWork {
  const ageDays = (now.getTime() - last.getTime()) / DAY
  if (channels[0] === "anonymous" || ageDays < 0.15 || random.chance(0.04)) return { moves: [], bookings: [] }
  const warmth =
    (channels[0] === "referral" ? 1.9 : channels[0] === "walk_in" ? 1.6 : channels[0] === "form" ? quality : 1) *
    skill *
    (channels.length > 1 ? 1.25 : 1)
  const path: StageId[] = []
  for (const [stage, chance] of [
    ["contacted", 0.85],
    ["qualified", 0.6],
    ["proposal", 0.66],
    ["negotiation", 0.62],
  ] as const) {
    if (!random.chance(Math.min(0.97, chance * Math.min(1.25, 0.75 + warmth * 0.25)))) break
    path.push(stage)
  }
  let at = last.getTime()
  const moves: DemoWork["moves"] = []
  for (const to of path) {
    at += random.int(1, 30) * HOUR
    if (at >= now.getTime()) return { moves, bookings: [] }
    moves.push({ to, at: new Date(at) })
  }
  at += random.int(2, 40) * HOUR
  if (at >= now.getTime()) return { moves, bookings: [] }
  if (path.length === 4 && random.chance(Math.min(0.9, 0.5 * warmth)))
    return { moves, bookings: bookingOf(random, person, car, serial, new Date(at), now) }
  if (ageDays > 4 && random.chance(0.75)) moves.push({ to: "lost", at: new Date(at), reason: random.pick(LOST) })
  return { moves, bookings: [] }
}

function bookingOf(random: Random, person: Person, car: string, serial: number, at: Date, now: Date): DemoDelivery[] {
  const days = random.int(2, 21)
  const startsAt = new Date(at.getTime() + random.int(4, 90) * HOUR)
  const endsAt = new Date(startsAt.getTime() + days * DAY)
  const booking = {
    id: `BK-${20_000 + serial}`,
    amount: days * random.int(9, 85) * 10,
    currency: "AED",
    vehicle: car,
    starts_at: startsAt.toISOString(),
    ends_at: endsAt.toISOString(),
  }
  const event = (type: string, when: Date): DemoDelivery => {
    const id = `demo-${serial}-${type}`
    return {
      channel: "erp",
      key: id,
      at: when,
      body: { ...bodies.erpBody({ id, at: when, name: person.name, phone: person.phone, email: person.email }), event_type: type, booking },
    }
  }
  const out = [event("booking.created", at)]
  if (random.chance(0.06) && startsAt < now) out.push(event("booking.cancelled", new Date(at.getTime() + HOUR)))
  else if (endsAt < now) out.push(event("rental.completed", endsAt))
  return out
}
