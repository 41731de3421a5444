import { isIPv6 } from "node:net"
import type { Pool } from "pg"
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible"

/** A limit over all processes of the installation. */
export type RateLimit = {
  /** Counts one try, or several; answers the seconds to wait, 0 when they may pass. */
  consume(key: string, points?: number): Promise<number>
  /** Counts one try; answers how many there were within the time, this one included. */
  count(key: string): Promise<number>
  /** Whether anything was counted within the time. */
  isUsed(key: string): Promise<boolean>
  reward(key: string, points?: number): Promise<void>
  forget(key: string): Promise<void>
}

type RateLimitOptions = {
  name: string
  points: number
  seconds: number
  /** What is over its limit is refused without asking PostgreSQL again. */ blocksInMemory?: boolean
}

/** While PostgreSQL is away each process counts for itself. */
export function sharedRateLimit(pool: Pool, { name, points, seconds, blocksInMemory = false }: RateLimitOptions): RateLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    tableName: "rate_limits",
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
    ...(blocksInMemory ? { inMemoryBlockOnConsumed: points + 1 } : {}),
    insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
  })
  return {
    consume: async (key, tries) => {
      try {
        await limiter.consume(key, tries)
        return 0
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        throw refused
      }
    },
    count: async (key) => (await limiter.consume(key)).consumedPoints,
    isUsed: async (key) => ((await limiter.get(key))?.consumedPoints ?? 0) > 0,
    reward: async (key, tries) => void (await limiter.reward(key, tries)),
    forget: async (key) => void (await limiter.delete(key)),
  }
}

/** Counts in this process alone, for what needs no exact limit. Answers whether the try is within it. */
export function localRateLimit({ points, seconds }: Pick<RateLimitOptions, "points" | "seconds">): (key: string) => Promise<boolean> {
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: seconds })
  return async (key) => (await limiter.consume(key)).consumedPoints <= points
}

/**
 * Who a sender is for a limit. A customer of a provider has a whole IPv6 /64 to send from, so its addresses are one; an IPv4
 * address stands for itself, also when it is written as IPv6.
 */
export function senderOf(address: string | null): string {
  if (address === null) return "unknown"
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? []
  const groups = head.split(":").filter((group) => group !== "")
  const rest = tail.split(":").filter((group) => group !== "")
  const full = address.includes("::")
    ? [...groups, ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill("0"), ...rest]
    : groups
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`
}
