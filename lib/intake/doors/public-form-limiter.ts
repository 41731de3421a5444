import type { Pool } from "pg"
import type { InboundRequest } from "@/lib/channels/contract"
import { senderOf, sharedRateLimit } from "@/lib/platform/requests/rate-limit"

/**
 * Rate limit for public browser forms, over all processes: per sender address, and over all addresses, since an address
 * can be forged. A sender that is over its limit is refused from memory, so that a flood does not reach PostgreSQL.
 */
export type PublicFormLimiter = {
  consume(request: Pick<InboundRequest, "remoteAddress">): Promise<Pace>
}

/** `waitSeconds` is 0 when the submission may pass; `recentPosts` counts those of its sender in ten minutes. */
type Pace = { waitSeconds: number; recentPosts: number }

const FORM_LIMITS = { perAddressPerMinute: 60, overallPerMinute: 1200 }
const RECENT_S = 600

export function createPublicFormLimiter(pool: Pool, limits = FORM_LIMITS): PublicFormLimiter {
  const byAddress = sharedRateLimit(pool, { name: "form", points: limits.perAddressPerMinute, seconds: 60, blocksInMemory: true })
  const overall = sharedRateLimit(pool, { name: "forms", points: limits.overallPerMinute, seconds: 60, blocksInMemory: true })
  const recent = sharedRateLimit(pool, { name: "form-recent", points: Number.MAX_SAFE_INTEGER, seconds: RECENT_S })
  return {
    consume: async ({ remoteAddress }) => {
      const sender = senderOf(remoteAddress)
      const waitSeconds = (await byAddress.consume(sender)) || (await overall.consume("all"))
      // Of senders without an address nothing can be said.
      const isCounted = waitSeconds === 0 && remoteAddress !== null
      return { waitSeconds, recentPosts: isCounted ? await recent.count(sender) : 1 }
    },
  }
}
