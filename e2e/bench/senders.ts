import { Agent, request as httpRequest } from "node:http"
import type { Inbox } from "@/lib/intake/doors/inbox"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"
import { someName } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { pause } from "@/lib/platform/jobs/pause"
import { SECRET } from "./product"

/** New people only, each a lead with an owner by the rules: the most expensive case. */
let serial = 0
const never = new AbortController().signal

function nextPerson(name?: string) {
  const at = (serial += 1)
  const body = websiteBody({
    id: `bench-${at}`,
    at: new Date(),
    name: name ?? someName(at),
    phone: `+97150${String((at * 7_654_321) % 10_000_000).padStart(7, "0")}`,
    text: "Is the Nissan Patrol free this weekend?",
  })
  return signedRequest("website", body, { secret: SECRET, now: new Date() })
}

/** Answers 0 when nobody does. */
export function post(agent: Agent, port: number, name?: string): Promise<number> {
  const { path, headers, body } = nextPerson(name)
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      { agent, port, path, method: "POST", headers: { ...headers, "content-length": body.byteLength } },
      (answer) => {
        answer.resume()
        answer.on("end", () => resolve(answer.statusCode ?? 0))
      },
    )
    outgoing.on("error", () => resolve(0))
    outgoing.end(body)
  })
}

/** Closed model: as many acknowledgements a second as the connections can get. */
export async function acknowledgements(port: number, { connections, seconds }: { connections: number; seconds: number }): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let done = 0
  const started = performance.now()
  const until = started + seconds * 1000
  const lane = async () => {
    while (performance.now() < until) if ((await post(agent, port)) === 202) done += 1
  }
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
  return done / ((performance.now() - started) / 1000)
}

type Schedule = { rate: number; seconds: number; nameOf?: (sent: number) => string | undefined }

/** Open model: requests are sent on schedule whether or not earlier ones returned. */
export async function sendOnSchedule(
  port: number,
  { rate, seconds, nameOf }: Schedule,
  onAcknowledged: (tookMs: number, sent: number) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const total = rate * seconds
  const started = performance.now()
  const open: Promise<void>[] = []
  const sendOne = async (sent: number) => {
    const at = performance.now()
    if ((await post(agent, port, nameOf?.(sent))) === 202) onAcknowledged(performance.now() - at, sent)
  }
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate))
    for (; sent < due; sent += 1) open.push(sendOne(sent))
    await pause(1, never)
  }
  await Promise.all(open)
  agent.destroy()
}

const AT_ONCE = 1000

/** Puts events into the inbox as the intake server does. */
export async function fillInbox(inbox: Inbox, count: number): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, left) }, async () => {
        const { headers, body } = nextPerson()
        await inbox.store({ channel: "website", idempotencyKey: newId(), raw: body, headers, trust: "signed", receivedAt: new Date() })
      }),
    )
}
