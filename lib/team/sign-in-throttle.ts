import type { Pool } from "pg"
import { senderOf, sharedRateLimit } from "@/lib/platform/requests/rate-limit"

/**
 * Slows guessing down, for a quarter of an hour, over all processes. It must stop the guesser and not the owner, so:
 *
 * - the tight limit is on one network trying one account (an IPv6 /64 is one network);
 * - a network may only try so often in all, on accounts that never signed in from it: behind a proxy that we were not told
 *   of the whole team is one network, which a stranger must not be able to lock out;
 * - an account may only be tried so often by networks that never signed in to it, so a botnet is stopped, and the owner
 *   who signs in from where they did before is not.
 *
 * A try is counted before the password is checked, or a hundred tries at once would all be looked at before the first
 * of them counted. A right password gives the try back.
 */
export type SignInThrottle = {
  /** False when this try must not be checked. */
  admit(who: { email: string; address: string }): Promise<boolean>
  /** The password was correct: its try does not count, and earlier wrong ones from this address are cleared. */
  forgive(who: { email: string; address: string }): Promise<void>
}

const SIGN_IN_LIMITS = { perAccountAndAddress: 8, perAccount: 60, perAddress: 60, windowSeconds: 900 }
const KNOWN_SECONDS = 90 * 86_400

export function createSignInThrottle(pool: Pool, limits = SIGN_IN_LIMITS): SignInThrottle {
  const limit = (name: string, points: number) => sharedRateLimit(pool, { name, points, seconds: limits.windowSeconds })
  const byBoth = limit("sign-in-both", limits.perAccountAndAddress)
  const byAccount = limit("sign-in-account", limits.perAccount)
  const byAddress = limit("sign-in-address", limits.perAddress)
  const known = sharedRateLimit(pool, { name: "sign-in-known", points: 1, seconds: KNOWN_SECONDS })
  return {
    admit: async ({ email, address }) => {
      const sender = senderOf(address)
      const both = `${email} ${sender}`
      const isKnown = await known.isUsed(both)
      if (!isKnown && (await byAddress.consume(sender)) > 0) return false
      if ((await byBoth.consume(both)) > 0) return false
      return isKnown || (await byAccount.consume(email)) === 0
    },
    forgive: async ({ email, address }) => {
      const sender = senderOf(address)
      const both = `${email} ${sender}`
      // What a known network's try did not count it does not get back.
      const isKnown = await known.isUsed(both)
      await Promise.all([byBoth.forget(both), known.consume(both), ...(isKnown ? [] : [byAccount.reward(email), byAddress.reward(sender)])])
    },
  }
}
