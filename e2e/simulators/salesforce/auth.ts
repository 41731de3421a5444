import { createPublicKey, verify } from "node:crypto"
import { createGrants } from "@/e2e/simulators/shared/oauth"
import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import { recordsOf, type Org } from "./org"

/** Sign-in for apps: client credentials and a signed assertion. A token lives while it is used, and asking again gives the same. */
export type App = { clientId: string; clientSecret: string; publicKey?: string | undefined }

export type Auth = {
  token: (call: SimCall) => SimAnswer
  /** Where a person lets the app in. */
  page: (call: SimCall) => SimAnswer
  /** Whether the call carries a token that is alive; using it keeps it so. */
  accepts: (authorization: string | undefined) => boolean
  revoke: () => void
}

const refuse = (error: string, error_description: string, status = 400): SimAnswer => ({ status, body: { error, error_description } })

export function createAuth(org: Org, app: App): Auth {
  let token: { value: string; usedAt: number } | null = null
  let count = 0
  const grants = createGrants(org.clock, { isKnown: (clientId) => clientId === app.clientId })
  const isAlive = (): boolean => token !== null && org.clock.now() - token.usedAt < org.settings.tokenIdleSeconds * 1000
  const grant = (origin: string): SimAnswer => {
    if (!isAlive()) {
      count += 1
      token = { value: `00DAb0000000001!sim.${count}`, usedAt: org.clock.now() }
    }
    return {
      status: 200,
      body: {
        access_token: token?.value,
        signature: "c2ltdWxhdGVk",
        token_format: "opaque",
        instance_url: origin,
        id: `${origin}/id/00DAb0000000001EAA/${org.user.integration}`,
        token_type: "Bearer",
        issued_at: String(org.clock.now()),
      },
    }
  }
  return {
    page: grants.page,
    accepts: (authorization) => {
      const given = /^(?:Bearer|OAuth) (.+)$/i.exec(authorization ?? "")?.[1]
      if (!isAlive() || given !== token?.value || token === null) return false
      token.usedAt = org.clock.now()
      return true
    },
    revoke: () => {
      token = null
    },
    token: ({ headers, raw, url }) => {
      if (!(headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded"))
        return refuse("unsupported_grant_type", "grant type not supported")
      const form = new URLSearchParams(raw)
      switch (form.get("grant_type")) {
        case "client_credentials":
          if (/^(login|test)\./.test(url.host)) return refuse("invalid_grant", "request not supported on this domain")
          if (form.get("client_id") !== app.clientId) return refuse("invalid_client_id", "client identifier invalid")
          if (form.get("client_secret") !== app.clientSecret) return refuse("invalid_client", "invalid client credentials", 401)
          return grant(url.origin)
        case "authorization_code":
        case "refresh_token": {
          if (form.get("client_id") !== app.clientId) return refuse("invalid_client_id", "client identifier invalid")
          if (form.get("client_secret") !== app.clientSecret) return refuse("invalid_client", "invalid client credentials", 401)
          const granted = grants.redeem(form)
          if (!granted) return refuse("invalid_grant", "expired authorization code")
          const { body, ...answer } = grant(url.origin)
          const isFirst = form.get("grant_type") === "authorization_code"
          return {
            ...answer,
            body: { ...(body as object), scope: granted.scopes, ...(isFirst ? { refresh_token: granted.refreshToken } : {}) },
          }
        }
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
          return assertionProblem(org, app, form.get("assertion") ?? "") ?? grant(url.origin)
        default:
          return refuse("unsupported_grant_type", "grant type not supported")
      }
    },
  }
}

function assertionProblem(org: Org, app: App, assertion: string): SimAnswer | null {
  const [head = "", body = "", signature = ""] = assertion.split(".")
  const claims = decode(body)
  if (decode(head)["alg"] !== "RS256" || claims["iss"] !== app.clientId) return refuse("invalid_client_id", "client identifier invalid")
  const isSigned =
    app.publicKey === undefined ||
    verify("RSA-SHA256", Buffer.from(`${head}.${body}`), createPublicKey(app.publicKey), Buffer.from(signature, "base64url"))
  if (!isSigned) return refuse("invalid_grant", "invalid assertion")
  if (Number(claims["exp"]) * 1000 <= org.clock.now()) return refuse("invalid_grant", "expired authorization code")
  if (!/^https?:\/\//.test(String(claims["aud"]))) return refuse("invalid_grant", "audience is invalid")
  const user = recordsOf(org, "User").find(({ values }) => values["Username"] === claims["sub"])
  return user ? null : refuse("invalid_grant", "user hasn't approved this consumer")
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>
  } catch {
    return {}
  }
}
