import type { CrmHooks, CrmToken } from "@/lib/crm/hooks"
import { CrmFailure } from "@/lib/crm/provider"

/** A token lives for half an hour; one this close to its end may be refused on the way. */
const SPARE_MS = 5 * 60_000

/** The shared token of an account that was signed in to, renewed before it ends and once it is refused. */
export function grantedToken({ tokens, now }: CrmHooks): (refused: string | null) => Promise<string> {
  let token: CrmToken | null = null
  const isFresh = (one: CrmToken | null): one is CrmToken =>
    one !== null && (one.expiresAt === null || one.expiresAt.getTime() - SPARE_MS > now().getTime())
  const signInAgain = (): Promise<never> =>
    Promise.reject(new CrmFailure({ kind: "auth", message: "the account has to be signed in to again" }, "sign-in"))
  return async (refused) => {
    if (!isFresh(token) || token.accessToken === refused) token = await tokens.current()
    if (!isFresh(token) || token.accessToken === refused) token = await tokens.renew(token, signInAgain)
    return token.accessToken
  }
}
