import * as bodies from "@/lib/channels/fixtures/bodies"
import { typedPhone, type Person } from "./people"
import type { Random } from "./random"
import type { CAMPAIGNS, DemoDelivery, Step } from "./scenario"
import { answer, followUp, question } from "./talk"

type Visit = { random: Random; person: Person; car: string; channel: Step; at: Date; serial: string; campaign: (typeof CAMPAIGNS)[number] }

/** What one channel would have sent about one visit. */
export function visit(given: Visit): DemoDelivery[] {
  const { random, person, car, channel, at, serial } = given
  const id = `demo-${serial}`
  const name = random.chance(0.9) ? random.pick(person.spellings) : undefined
  const text = question(random, person.language, car)
  const phone = typedPhone(random, person.phone)
  if (channel === "form") return [formVisit(given, id, name, text, phone)]
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

function formVisit(given: Visit, id: string, name: string | undefined, text: string, phone: string): DemoDelivery {
  const { random, person, car, at, serial, campaign } = given
  const { quality: _quality, ...said } = campaign
  const marks = {
    ...said,
    gclid: "gclid" in campaign ? `Cj0K${serial}` : undefined,
    fbclid: "fbclid" in campaign ? `IwAR${serial}` : undefined,
  }
  const consent = random.chance(0.7)
    ? { given: true, given_at: at.toISOString(), text_version: "2026-01", purpose: "marketing" }
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
  return { channel: "website", key: id, body: withContact(body, phone), at }
}

/** A form needs a phone or an email; the page requires one of the two. */
const withContact = (body: ReturnType<typeof bodies.websiteBody>, phone: string) => (body.phone || body.email ? body : { ...body, phone })

/** A chat or WhatsApp thread: a question, answers, and some more of both. */
function talk({ random, person, car, channel, at, serial }: Visit, id: string, name: string | undefined, text: string): DemoDelivery[] {
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
