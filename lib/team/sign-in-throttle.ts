import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"

/**
 * Slows guessing down, per account and per address, for a quarter of an hour. An account is never locked for good: that
 * would be a weapon against its owner. So the tight limit is on one address trying one account, and the limit on an
 * account from everywhere is wide enough that a stranger cannot keep its owner out with a handful of tries.
 *
 * A try is counted before the password is checked, or a hundred tries at once would all be looked at before the first
 * of them counted. A right password gives the try back.
 */
export type SignInThrottle = {
  /** False when this try must not be looked at. */
  admit(who: { email: string; address: string }): Promise<boolean>
  /** The password was right: its try does not count, and the wrong ones before it from here are forgotten. */
  forgive(who: { email: string; address: string }): Promise<void>
}

const SIGN_IN_LIMITS = { perAccountAndAddress: 8, perAccount: 60, perAddress: 60, windowSeconds: 900 }

export function createSignInThrottle(limits = SIGN_IN_LIMITS): SignInThrottle {
  const limiter = (points: number) => new RateLimiterMemory({ points, duration: limits.windowSeconds })
  const byBoth = limiter(limits.perAccountAndAddress)
  const byAccount = limiter(limits.perAccount)
  const byAddress = limiter(limits.perAddress)
  return {
    admit: async ({ email, address }) => {
      try {
        await byAddress.consume(address)
        await byBoth.consume(`${email} ${address}`)
        await byAccount.consume(email)
        return true
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return false
        throw refused
      }
    },
    forgive: async ({ email, address }) => {
      await Promise.all([byBoth.delete(`${email} ${address}`), byAccount.reward(email), byAddress.reward(address)])
    },
  }
}
