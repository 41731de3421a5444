import * as bodies from "@/lib/channels/fixtures/bodies"
import type { Channel } from "@/lib/core/channels"
import type { StageId } from "@/lib/core/lead-states"
import { inventPerson, typedPhone, type Person } from "./people"
import { seededRandom, type Random } from "./random"
import { answer, followUp, question, VEHICLES } from "./talk"

/**
 * Ninety days of an invented car rental, as the raw bodies its channels would have sent. One story is one person;
 * many come by several channels and under several spellings. Pure: seed and clock in, stories out.
 */
export type DemoDelivery = { channel: Channel; key: string; body: Record<string, unknown> | string; at: Date }

export type Story = {
  deliveries: DemoDelivery[]
  /** Sent by the rental system after the sales work is done. */
  bookings: DemoDelivery[]
  /** Index into the team's agents; null when nobody has taken the lead. */
  agent: number | null
  /** Stage moves by the agent, each some time after the one before. */
  moves: { to: StageId; at: Date; reason?: string }[]
}

const DAY = 86_400_000
const HOUR = 3_600_000
const CAMPAIGNS = [
  { utm_source: "google", utm_medium: "cpc", utm_campaign: "suv-dubai", gclid: true, quality: 1.1 },
  { utm_source: "google", utm_medium: "organic", quality: 1.2 },
  { utm_source: "instagram", utm_medium: "paid_social", utm_campaign: "summer-deals", fbclid: true, quality: 0.45 },
  { utm_source: "meta", utm_medium: "cpc", utm_campaign: "luxury-weekend", fbclid: true, quality: 0.8 },
  { utm_source: "tripadvisor", utm_medium: "referral", quality: 1 },
] as const
const LOST = ["Price", "No car available", "Booked elsewhere", "No answer", "Documents or deposit", "Plans changed"]
/** How well each agent converts; one is excellent and one is slow. */
export const AGENT_SKILL = [1, 1.45, 0.9, 1.05, 0.6, 1, 1.15]

export const inventStories = ({ leads, now, seed }: { leads: number; now: Date; seed: number }): Story[] => {
  const random = seededRandom(seed)
  return Array.from({ length: leads }, (_, serial) => inventStory(random, serial, now))
}

const inventStory = (random: Random, serial: number, now: Date): Story => {
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
  return {
    deliveries: deliveries.filter((one) => one.at <= now),
    ...workOn({ random, person, car, serial, channels, quality: campaign.quality, start, last, now }),
  }
}

/** More on Thursdays and in the evening, fewer at night, growing week by week. */
const arrival = (random: Random, now: Date): Date => {
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

type Step = "form" | "chat" | "whatsapp" | "call" | "missed" | "bot" | "walk_in" | "referral" | "anonymous"

const journeyOf = (random: Random): Step[] => {
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

type Visit = { random: Random; person: Person; car: string; channel: Step; at: Date; serial: string; campaign: (typeof CAMPAIGNS)[number] }

const visit = (given: Visit): DemoDelivery[] => {
  const { random, person, car, channel, at, serial, campaign } = given
  const id = `demo-${serial}`
  const name = random.chance(0.9) ? random.pick(person.spellings) : undefined
  const text = question(random, person.language, car)
  const phone = typedPhone(random, person.phone)
  if (channel === "form") {
    const { quality: _quality, ...said } = campaign
    const marks = {
      ...said,
      gclid: "gclid" in campaign ? `Cj0K${serial}` : undefined,
      fbclid: "fbclid" in campaign ? `IwAR${serial}` : undefined,
    }
    const consent = random.chance(0.7)
      ? { given: true, given_at: at.toISOString(), text_version: "2026-01", purpose: "contact" }
      : undefined
    const body = bodies.websiteBody({
      id,
      at,
      name: name ?? person.name,
      phone: random.chance(0.85) ? phone : undefined,
      email: random.chance(0.7) ? person.email : undefined,
      text,
      vehicle: random.chance(0.7) ? car : undefined,
      extra: { ...marks, consent, landing_page: "https://www.falcon-cars.example/offers" },
    })
    return [{ channel: "website", key: id, body: withContact(body, phone), at }]
  }
  if (channel === "bot")
    return [
      {
        channel: "chatbot",
        key: id,
        body: bodies.chatbotBody({
          id,
          at,
          name: name ?? person.name,
          phone,
          email: random.chance(0.5) ? person.email : undefined,
          text,
          vehicle: car,
        }),
        at,
      },
    ]
  if (channel === "call" || channel === "missed") {
    const sample = { id, at, phone: person.phone, name: random.chance(0.3) ? person.name : undefined }
    return [{ channel: "ziwo", key: id, body: channel === "call" ? bodies.ziwoBody(sample) : bodies.ziwoMissed(sample), at }]
  }
  if (channel === "walk_in" || channel === "referral") {
    const branch = random.pick(["Dubai Marina", "Deira", "DXB Terminal 3", "Abu Dhabi Corniche"])
    const body = {
      channel,
      name: name ?? person.name,
      phone,
      vehicle: car,
      message: channel === "walk_in" ? `Came to ${branch} and asked for the ${car}.` : "Sent by a friend who rented from us.",
      referredBy: channel === "referral" ? "A returning customer" : undefined,
      occurredAt: at.toISOString(),
      enteredBy: { kind: "user", id: "demo", name: "Front desk" },
    }
    return [{ channel, key: id, body, at }]
  }
  return talk(given, id, name, text)
}

/** A form without any contact would be nobody's; the page requires one of the two. */
const withContact = (body: ReturnType<typeof bodies.websiteBody>, phone: string) => (body.phone || body.email ? body : { ...body, phone })

/** A chat or a WhatsApp thread: a question, answers, and some more of both. */
const talk = ({ random, person, car, channel, at, serial }: Visit, id: string, name: string | undefined, text: string): DemoDelivery[] => {
  const isChat = channel === "chat" || channel === "anonymous"
  const thread = isChat ? `session_demo-${serial}` : `contact_${person.phone.slice(1)}`
  const price = random.int(8, 90) * 10
  const sample = (index: number, minutes: number, said: string) => ({
    id: `${id}-${index}`,
    at: new Date(at.getTime() + minutes * 60_000),
    thread,
    text: said,
    phone: person.phone,
  })
  const out: DemoDelivery[] = []
  const push = (body: Record<string, unknown>, when: Date, key: string) =>
    out.push({ channel: isChat ? "crisp" : "botspace", key, body, at: when })
  const they = (index: number, minutes: number, said: string) => {
    const one = sample(index, minutes, said)
    push(
      isChat ? bodies.crispMessage({ ...one, name: channel === "anonymous" ? undefined : name }) : bodies.botspaceBody({ ...one, name }),
      one.at,
      one.id,
    )
  }
  const we = (index: number, minutes: number, said: string) => {
    const one = sample(index, minutes, said)
    push(isChat ? bodies.crispReply({ ...one, name: "Sara" }) : bodies.botspaceReply({ ...one, name }), one.at, one.id)
  }
  they(0, 0, text)
  if (channel === "anonymous") return out
  if (isChat) {
    const given = { ...sample(1, 1, ""), ...(random.chance(0.5) ? { email: person.email, phone: undefined } : {}) }
    push(bodies.crispContact(given), given.at, given.id)
  }
  if (random.chance(0.85)) we(2, random.int(2, 90), answer(random, person.language, car, price))
  if (random.chance(0.7)) they(3, random.int(91, 150), followUp(random, person.language))
  if (random.chance(0.5)) we(4, random.int(151, 200), answer(random, person.language, car, price))
  if (random.chance(0.4)) they(5, random.int(201, 400), followUp(random, person.language))
  return out
}

type Work = {
  random: Random
  person: Person
  car: string
  serial: number
  channels: readonly Step[]
  quality: number
  start: Date
  last: Date
  now: Date
}

/** How far sales got with them, and whether the rental system booked it. */
const workOn = ({ random, person, car, serial, channels, quality, last, now }: Work): Pick<Story, "agent" | "moves" | "bookings"> => {
  const ageDays = (now.getTime() - last.getTime()) / DAY
  if (channels[0] === "anonymous" || ageDays < 0.15 || random.chance(0.04)) return { agent: null, moves: [], bookings: [] }
  const agent = random.int(0, AGENT_SKILL.length - 1)
  const warmth =
    (channels[0] === "referral" ? 1.9 : channels[0] === "walk_in" ? 1.6 : channels[0] === "form" ? quality : 1) *
    (AGENT_SKILL[agent] ?? 1) *
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
  const moves: Story["moves"] = []
  for (const to of path) {
    at += random.int(1, 30) * HOUR
    if (at >= now.getTime()) return { agent, moves, bookings: [] }
    moves.push({ to, at: new Date(at) })
  }
  at += random.int(2, 40) * HOUR
  if (at >= now.getTime()) return { agent, moves, bookings: [] }
  if (path.length === 4 && random.chance(Math.min(0.9, 0.5 * warmth)))
    return { agent, moves, bookings: bookingOf(random, person, car, serial, new Date(at), now) }
  if (ageDays > 4 && random.chance(0.75)) moves.push({ to: "lost", at: new Date(at), reason: random.pick(LOST) })
  return { agent, moves, bookings: [] }
}

const bookingOf = (random: Random, person: Person, car: string, serial: number, at: Date, now: Date): DemoDelivery[] => {
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

/** The odd ones every real intake has: spam, a broken body, a shared mailbox, a relative on the same phone. */
export const oddDeliveries = (now: Date): DemoDelivery[] => {
  const at = (hours: number) => new Date(now.getTime() - hours * HOUR)
  const form = (key: string, hours: number, extra: Record<string, unknown>): DemoDelivery => ({
    channel: "website",
    key,
    at: at(hours),
    body: { submission_id: key, submitted_at: at(hours).toISOString(), form: "Book a car", ...extra },
  })
  return [
    { channel: "website", key: "odd-broken", at: at(30), body: '{"submission_id":"odd-broken","name":"Cut off in the mid' },
    {
      channel: "erp",
      key: "odd-invoice",
      at: at(28),
      body: { event_id: "odd-invoice", event_type: "invoice.paid", occurred_at: at(28).toISOString() },
    },
    form("odd-number", 26, { name: "Hana Kim", phone: "9.71501E+11", message: "Please call me about a monthly rental." }),
    form("odd-role", 25, {
      name: "Desert Tours",
      email: "info@deserttours.example",
      phone: "+97143215678",
      message: "Four Land Cruisers for a group, 12 days.",
    }),
    form("odd-family-1", 40, { name: "Ahmed Darwish", phone: "0509988776", message: "Land Cruiser for Friday" }),
    form("odd-family-2", 20, { name: "Mariam Darwish", phone: "0509988776", message: "Small car for one week" }),
    form("odd-twin-1", 18, { name: "Mohammed Al Mansoori", phone: "0507654321", message: "Nissan Patrol, 3 days" }),
    form("odd-twin-2", 16, { name: "محمد المنصوري", phone: "0507654312", message: "نيسان باترول لثلاثة أيام" }),
    form("odd-bridge-1", 15, { name: "Katarzyna Nowak", email: "k.nowak.dubai@gmail.com", message: "Airport pick-up?" }),
    form("odd-bridge-2", 14, { name: "Katarzyna Nowak", phone: "+48601234567", message: "Tesla for a week" }),
    form("odd-bridge-3", 12, {
      name: "Katarzyna Nowak",
      email: "k.nowak.dubai@gmail.com",
      phone: "+48601234567",
      message: "Both my details, as asked.",
    }),
  ]
}
