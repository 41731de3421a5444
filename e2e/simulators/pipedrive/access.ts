import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Company } from "./company"

/** One token of one user, and how much it may ask: tokens of the day, calls and searches in two seconds. */
export type Access = {
  isKnown: (call: SimCall) => boolean
  /** Null lets the call through. */
  refusal: (call: SimCall) => SimAnswer | null
  headers: () => Record<string, string>
}

const WINDOW_MS = 2_000
const DAY_MS = 86_400_000
const SHUT_OUT_MS = 30 * 60_000
/** So many refusals one after the other, and the next shuts the caller out. */
const PATIENCE = 3

export const OVER_LIMIT: SimAnswer = { status: 429, body: { success: false, error: "request over limit" } }
const SHUT_OUT: SimAnswer = { status: 403, text: "<html><body>error code: 1020</body></html>", headers: { "Content-Type": "text/html" } }

export function createAccess(company: Company, apiToken: string): Access {
  let [day, spent, refusals, shutOutUntil] = [0, 0, 0, 0]
  let calls: { at: number; isSearch: boolean }[] = []
  const left = (): number => Math.max(0, company.settings.tokensMax - spent)
  const headers = (): Record<string, string> => ({
    "x-ratelimit-limit": String(company.settings.burstMax),
    "x-ratelimit-remaining": String(Math.max(0, company.settings.burstMax - calls.length)),
    "x-ratelimit-reset": "2",
    "x-daily-ratelimit-token-limit": String(company.settings.tokensMax),
    "x-daily-ratelimit-token-remaining": String(left()),
  })
  return {
    headers,
    isKnown: (call) => call.headers["x-api-token"] === apiToken,
    refusal: (call) => {
      const now = company.clock.now()
      if (now < shutOutUntil) return SHUT_OUT
      const today = Math.floor(now / DAY_MS)
      if (today !== day) [day, spent] = [today, 0]
      calls = calls.filter(({ at }) => at > now - WINDOW_MS)
      const isSearch = call.url.pathname.endsWith("/search")
      const { burstMax, searchMax } = company.settings
      const isOver = calls.length >= burstMax || (isSearch && calls.filter((one) => one.isSearch).length >= searchMax)
      const cost = costOf(call)
      if (isOver || cost > left()) {
        refusals += 1
        if (refusals > PATIENCE) shutOutUntil = now + SHUT_OUT_MS
        return { ...OVER_LIMIT, headers: { ...headers(), ...(isOver ? {} : { "x-daily-ratelimit-token-remaining": "0" }) } }
      }
      refusals = 0
      calls.push({ at: now, isSearch })
      spent += cost
      return null
    },
  }
}

/** What a call costs of the day. */
function costOf({ method, url: { pathname } }: SimCall): number {
  const isOld = pathname.startsWith("/api/v1/")
  if (pathname.endsWith("/search")) return isOld ? 40 : 20
  if (method !== "GET") return isOld ? 10 : 5
  if (/\/\d+$/.test(pathname)) return isOld ? 2 : 1
  return isOld ? 20 : 10
}
