import { env } from "@/lib/platform/env"
import { channelSecrets } from "@/lib/intake/doors/channel-secrets"
import { endSignal } from "@/lib/runtime/end-signal"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"
import * as bodies from "@/lib/channels/fixtures/bodies"
import { inventPerson, typedPhone } from "./people"
import { seededRandom, type Random } from "./random"
import { question, VEHICLES } from "./talk"

/** The live trickle of the demo: every few seconds one signed event over real HTTP, so that the board moves. */
const QUIET_MS = [5_000, 20_000] as const

type Channel = bodies.SampleChannel

const signal = endSignal()
const random = seededRandom(Date.now() % 2_147_483_647)
const known: { thread: string; phone: string; name: string; language: string }[] = []

while (!signal.aborted) {
  await pause(random.int(QUIET_MS[0], QUIET_MS[1]))
  if (!signal.aborted) await sendOne(random).catch(() => undefined)
}
process.exit(0)

async function sendOne(source: Random): Promise<void> {
  const now = new Date()
  const serial = now.getTime() % 8_000_000
  const { channel, body } = inventEvent(source, serial, now)
  const secret = channelSecrets(env(), channel)?.secrets[0]
  if (secret === undefined) return
  const request = signedRequest(channel, body, { secret, now })
  await fetch(`http://127.0.0.1:${env().PORT}${request.path}`, {
    method: "POST",
    headers: request.headers,
    body: new Uint8Array(request.body),
    signal: AbortSignal.timeout(5_000),
  })
}

/** A new person through some channel, or a known one who writes again. */
function inventEvent(source: Random, serial: number, at: Date): { channel: Channel; body: Record<string, unknown> } {
  const id = `live-${at.getTime()}`
  const again = known.length > 0 && source.chance(0.45) ? source.pick(known) : undefined
  if (again)
    return {
      channel: "botspace",
      body: bodies.botspaceBody({
        id,
        at,
        name: again.name,
        phone: again.phone,
        thread: again.thread,
        text: question(source, again.language, source.weighted(VEHICLES)),
      }),
    }
  const person = inventPerson(source, serial)
  const car = source.weighted(VEHICLES)
  const text = question(source, person.language, car)
  const name = source.pick(person.spellings)
  const channel = source.weighted([
    ["botspace", 40],
    ["website", 30],
    ["ziwo", 15],
    ["crisp", 10],
    ["chatbot", 5],
  ] as const)
  if (channel === "botspace")
    known.push({ thread: `contact_${person.phone.slice(1)}`, phone: person.phone, name, language: person.language })
  const sample = {
    id,
    at,
    name,
    phone: channel === "website" || channel === "chatbot" ? typedPhone(source, person.phone) : person.phone,
    email: source.chance(0.5) ? person.email : undefined,
    text,
    vehicle: car,
  }
  return { channel, body: channel === "ziwo" && source.chance(0.4) ? bodies.ziwoMissed(sample) : bodies.sampleBody(channel, sample) }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true })
  })
}
