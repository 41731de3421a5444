import { createGrants } from "@/e2e/simulators/shared/oauth"
import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Org } from "./org"
import { refused } from "./problems"

/** Sign-in of the app, and how much it may ask: per web server, in a sliding window. */
export type App = { tenantId: string; clientId: string; clientSecret: string }

export type Access = {
  token: (call: SimCall) => SimAnswer
  /** Where a person lets the app in. */
  page: (call: SimCall) => SimAnswer
  authenticate: (call: SimCall) => void
  /** Counts the call; throws when the window is full. `inFlight`: calls under way. */
  admit: (inFlight: number) => Record<string, string>
  revoke: () => void
}

const WINDOW_MS = 300_000

const tokenProblem = (org: Org, status: number, error: string, number: string, text: string): SimAnswer => ({
  status,
  body: {
    error,
    error_description: `${number}: ${text} Trace ID: 0 Correlation ID: 0 Timestamp: ${new Date(org.clock.now()).toISOString()}`,
    error_codes: [Number(number.replace("AADSTS", ""))],
    trace_id: "00000000-0000-4000-8000-000000000000",
    correlation_id: "00000000-0000-4000-8000-000000000000",
  },
})

export function createAccess(org: Org, app: App): Access {
  const tokens = new Map<string, number>()
  const servers: { at: number; ms: number }[][] = []
  const grants = createGrants(org.clock, { isKnown: (clientId) => clientId === app.clientId })
  let calls = 0
  let refusals = 0
  return {
    revoke: () => tokens.clear(),
    page: grants.page,
    token: ({ url, raw }) => {
      const form = new URLSearchParams(raw)
      if (url.pathname.split("/")[1] !== app.tenantId) return tokenProblem(org, 400, "invalid_request", "AADSTS90002", "Tenant not found.")
      if (form.get("client_id") !== app.clientId)
        return tokenProblem(org, 400, "unauthorized_client", "AADSTS700016", "Application was not found in the directory.")
      if (form.get("client_secret") !== app.clientSecret)
        return tokenProblem(org, 401, "invalid_client", "AADSTS7000215", "Invalid client secret provided.")
      const isForApp = form.get("grant_type") === "client_credentials"
      const granted = isForApp ? null : grants.redeem(form)
      if (!isForApp && !granted)
        return tokenProblem(org, 400, "invalid_grant", "AADSTS70008", "The provided authorization code or refresh token has expired.")
      if (isForApp && form.get("scope") !== `${url.origin}/.default`)
        return tokenProblem(org, 400, "invalid_scope", "AADSTS70011", "The provided value for the input parameter 'scope' is not valid.")
      const token = `eyJ0eXAiOiJKV1Qi.sim.${tokens.size + 1}.${org.clock.now()}`
      tokens.set(token, org.clock.now() + org.settings.tokenSeconds * 1000)
      return {
        status: 200,
        body: {
          token_type: "Bearer",
          expires_in: org.settings.tokenSeconds,
          ext_expires_in: org.settings.tokenSeconds,
          access_token: token,
          ...(granted ? { refresh_token: granted.refreshToken, scope: granted.scopes } : {}),
        },
      }
    },
    authenticate: ({ headers, url }) => {
      const token = /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1] ?? ""
      if ((tokens.get(token) ?? 0) <= org.clock.now())
        throw refused(401, "", "", {
          "WWW-Authenticate": `Bearer authorization_uri=${url.origin}/${app.tenantId}/oauth2/authorize, resource_id=${url.origin}/`,
        })
      if (!org.settings.hasApplicationUser) throw refused(403, "0x80072560", "The user is not a member of the organization.")
    },
    admit: (inFlight) => {
      const { requestsMax, timeMaxMs, concurrentMax, servers: count, msPerCall } = org.settings
      if (inFlight > concurrentMax)
        throw refused(429, "0x80072326", `Number of concurrent requests exceeded the limit of ${concurrentMax}.`, { "Retry-After": "2" })
      calls += 1
      const at = calls % count
      const now = org.clock.now()
      const window = (servers[at] ?? []).filter((call) => call.at > now - WINDOW_MS)
      servers[at] = window
      const spent = window.reduce((sum, { ms }) => sum + ms, 0)
      const isFull = window.length >= requestsMax
      if (isFull || spent >= timeMaxMs) {
        refusals += 1
        const seconds = Math.ceil(((window[0]?.at ?? now) + WINDOW_MS - now) / 1000) + Math.min(60, refusals)
        const message = isFull
          ? `Number of requests exceeded the limit of ${requestsMax} over time window of 300 seconds.`
          : `Combined execution time of incoming requests exceeded limit of ${timeMaxMs.toLocaleString("en")} milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`
        throw refused(429, isFull ? "0x80072322" : "0x80072321", message, { "Retry-After": String(seconds) })
      }
      refusals = 0
      window.push({ at: now, ms: msPerCall })
      return {
        "x-ms-ratelimit-burst-remaining-xrm-requests": String(requestsMax - window.length),
        "x-ms-ratelimit-time-remaining-xrm-requests": String(Math.max(0, timeMaxMs - spent - msPerCall) / 1000),
      }
    },
  }
}
