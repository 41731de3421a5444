import { setImmediate as turn } from "node:timers/promises"
import type { Pool, PoolClient } from "pg"

/**
 * How often the transactions of a pool wait for the server. Answers are held back until all are there and nothing more is
 * sent without one, so the count depends on what waits for what, and not on how fast the server is. Each trip is the list of its
 * statements.
 */
export function roundTripsOf(pool: Pool): string[][] {
  const trips: string[][] = []
  pool.on("connect", (client) => holdAnswers(client, trips))
  return trips
}

/** After so many turns of the event loop without a statement, nothing is left to send. */
const QUIET_TURNS = 200

function holdAnswers(client: PoolClient, trips: string[][]): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  let trip: string[] | null = null
  let landing: Promise<void> = Promise.resolve()
  const unanswered = new Set<unknown>()
  const untilQuiet = async (own: string[]): Promise<void> => {
    for (let quiet = 0, known = 0; quiet < QUIET_TURNS || unanswered.size > 0; known = own.length) {
      await turn()
      quiet = own.length === known ? quiet + 1 : 0
    }
    trip = null
  }
  client.query = ((config: unknown, ...rest: unknown[]) => {
    const answer = query(config, ...rest)
    if (!(answer instanceof Promise)) return answer
    if (trip === null) {
      trip = []
      trips.push(trip)
      landing = untilQuiet(trip)
    }
    trip.push(textOf(config))
    const landed = landing
    unanswered.add(answer)
    return answer.finally(() => {
      unanswered.delete(answer)
      return landed
    })
  }) as PoolClient["query"]
}

const textOf = (config: unknown): string =>
  typeof config === "string" ? config : typeof config === "object" && config !== null && "text" in config ? String(config.text) : ""
