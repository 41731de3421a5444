import type { Actor } from "@/lib/platform/context"
import { processPool } from "@/lib/platform/database"
import { AppError } from "@/lib/platform/errors"
import { can } from "@/lib/platform/permissions"
import { sharedRateLimit, type RateLimit } from "@/lib/platform/requests/rate-limit"

/**
 * A key that may only look one person up stands in chatbots on public pages. It must not be a way to find out who is a
 * customer: a conversation asks about a person now and then, an enumeration asks about many, most of them unknown.
 */
const PER_MINUTE = { lookups: 300, unknown: 20 }

let limits: { lookups: RateLimit; unknown: RateLimit } | undefined

const limitsOf = () =>
  (limits ??= {
    lookups: sharedRateLimit(processPool(), { name: "lookups", points: PER_MINUTE.lookups, seconds: 60 }),
    unknown: sharedRateLimit(processPool(), { name: "lookups-unknown", points: PER_MINUTE.unknown, seconds: 60 }),
  })

/**
 * Does a lookup, which counts for each contact it asks about, unless the key has asked too often; one that finds no lead counts for more. It is counted before it is
 * done, or hundreds at once would all be done before the first of them counted; a hit gives it back. A key that may read
 * leads anyway is not limited.
 */
export async function requireLookup<T>({ actor }: { actor: Actor }, contacts: number, lookup: () => Promise<T>): Promise<T> {
  if (actor.kind !== "api_key" || can(actor, "lead.read")) return await lookup()
  const { lookups, unknown } = limitsOf()
  const waits = [await unknown.consume(actor.id, contacts), await lookups.consume(actor.id, contacts)]
  if (Math.max(...waits) > 0) throw new AppError("rate_limited", "Too many lookups; try again in a minute.")
  const found = await lookup()
  await unknown.reward(actor.id, contacts)
  return found
}
