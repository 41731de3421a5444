import type { Pool } from "pg"
import { websiteBody } from "@/lib/channels/fixtures/bodies"
import { newId } from "@/lib/platform/ids"

/** A store that is kept contains the deliveries of earlier runs. */
const RUN = newId()

/** A steady stream into the inbox: every third event is from a person who wrote before. */
export function sendEvents(pool: Pool, perSecond: number): { stop: () => Promise<number> } {
  let sent = 0
  const end = new AbortController()
  const started = performance.now()
  const running = (async () => {
    while (!end.signal.aborted) {
      const due = Math.floor(((performance.now() - started) / 1000) * perSecond)
      const batch = Array.from({ length: due - sent }, (_, at) => sent + at)
      sent = due
      await Promise.all(batch.map((at) => pool.query(INSERT, [newId(), `${RUN}-${at}`, bodyOf(at)])))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  return {
    stop: () => {
      end.abort()
      return running.then(() => sent)
    },
  }
}

const INSERT = `insert into inbound_events (id, channel, idempotency_key, raw, headers, trust, received_at)
  values ($1, 'website', $2, $3, '{}', 'signed', now())`

function bodyOf(at: number): Buffer {
  const person = at % 3 === 0 ? Math.max(0, at - 30) : at
  const phone = `+97150${String((person * 7_654_321) % 10_000_000).padStart(7, "0")}`
  const body = websiteBody({
    id: `${RUN}-${at}`,
    at: new Date(),
    name: `Person ${person}`,
    phone,
    text: "Is the Patrol free this weekend?",
  })
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body))
}
