import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Org } from "./org"
import { ZohoProblem } from "./problems"

/** Sign-in by refresh token, and how much may be asked: credits in 24 hours, and calls at once. */
export type App = { clientId: string; clientSecret: string; refreshToken: string }
export type Access = {
  token: (call: SimCall) => SimAnswer
  authenticate: (call: SimCall) => void
  /** Spends credits, and says how many are left once half of them are gone. */
  admit: (credits: number, inFlight: number) => Record<string, string>
  revoke: () => void
}

const TEN_MINUTES_MS = 600_000
const DAY_MS = 86_400_000

export function createAccess(org: Org, app: App): Access {
  const tokens = new Map<string, number>()
  let granted: number[] = []
  // Errors of a sign-in have the status of a success.
  const refused = (error: string): SimAnswer => ({ status: 200, body: { error } })
  return {
    revoke: () => tokens.clear(),
    token: ({ raw, url }) => {
      const form = new URLSearchParams(raw)
      const now = org.clock.now()
      if (form.get("client_id") !== app.clientId) return refused("invalid_client")
      if (form.get("client_secret") !== app.clientSecret) return refused("invalid_client_secret")
      if (form.get("refresh_token") !== app.refreshToken) return refused("invalid_code")
      granted = granted.filter((at) => at > now - TEN_MINUTES_MS)
      if (granted.length >= org.settings.tokensPerTenMinutes) return refused("Access Denied")
      granted.push(now)
      const access_token = `1000.${tokens.size + 1}.${now}`
      tokens.set(access_token, now + org.settings.tokenSeconds * 1000)
      return { status: 200, body: { access_token, expires_in: org.settings.tokenSeconds, api_domain: url.origin, token_type: "Bearer" } }
    },
    authenticate: ({ headers }) => {
      const token = /^Zoho-oauthtoken (.+)$/.exec(headers["authorization"] ?? "")?.[1] ?? ""
      const isHere = org.settings.apiHost === null || headers["host"] === org.settings.apiHost
      if (!isHere || (tokens.get(token) ?? 0) <= org.clock.now()) throw new ZohoProblem(401, "INVALID_TOKEN", "invalid oauth token")
    },
    admit: (credits, inFlight) => {
      const { creditsMax, slots } = org.settings
      const now = org.clock.now()
      org.spent = org.spent.filter(({ at }) => at > now - DAY_MS)
      const used = org.spent.reduce((sum, one) => sum + one.credits, 0)
      if (inFlight > slots || used + credits > creditsMax) throw new TooMany(used + credits > creditsMax ? 0 : null)
      org.spent.push({ at: now, credits })
      const left = creditsMax - used - credits
      const said: Record<string, string> = { "X-API-CREDITS-REMAINING": String(left) }
      return left * 2 < creditsMax ? said : {}
    },
  }
}

/** Which of the two limits it was is not said; the credits left are, once they are scarce. */
export class TooMany extends ZohoProblem {
  readonly headers: Record<string, string>

  constructor(left: number | null) {
    super(429, "TOO_MANY_REQUESTS", "You have exceeded the maximum number of requests.")
    this.name = "TooMany"
    this.headers = left === null ? {} : { "X-API-CREDITS-REMAINING": String(left) }
  }
}
