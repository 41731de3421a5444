import type { Actor } from "@/lib/platform/context"
import { processPool } from "@/lib/platform/database"
import { AppError } from "@/lib/platform/errors"
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

/** Does a lookup unless the key has asked too often; one that finds no lead counts for more. */
export async function requireLookup<T>({ actor }: { actor: Actor }, lookup: () => Promise<T>): Promise<T> {
  if (actor.kind !== "api_key" || actor.scopes.some((scope) => scope !== "context")) return await lookup()
  const { lookups, unknown } = limitsOf()
  const isOverdrawn = await unknown.isOver(actor.id)
  if (isOverdrawn || (await lookups.consume(actor.id)) > 0) throw new AppError("rate_limited", "Too many lookups; try again in a minute.")
  try {
    return await lookup()
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") await unknown.consume(actor.id)
    throw error
  }
}
