import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import type { InboundRequest } from "@/lib/channels/contract"

/**
 * Rate limit for public browser forms: per sender address, and per process over all addresses, since an address can be
 * forged. Kept in memory on purpose: a flood must not reach PostgreSQL.
 */
export type PublicFormLimiter = {
  /** Seconds to wait; 0 when the submission may pass. */
  consume(request: Pick<InboundRequest, "remoteAddress">): Promise<number>
}

const FORM_LIMITS = { perAddressPerMinute: 60, perProcessPerMinute: 1200 }

export function createPublicFormLimiter(limits = FORM_LIMITS): PublicFormLimiter {
  const byAddress = new RateLimiterMemory({ points: limits.perAddressPerMinute, duration: 60 })
  const overall = new RateLimiterMemory({ points: limits.perProcessPerMinute, duration: 60 })
  return {
    consume: async ({ remoteAddress }) => {
      try {
        await byAddress.consume(remoteAddress ?? "unknown")
        await overall.consume("all")
        return 0
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        throw refused
      }
    },
  }
}
