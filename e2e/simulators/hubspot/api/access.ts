import { URLSearchParams } from "node:url"
import { createGrants, type Grants } from "@/e2e/simulators/shared/oauth"
import type { SimAnswer } from "./http"
import type { AppToken, Author, Portal } from "@/e2e/simulators/hubspot/account/portal"
import { expiredToken, missingScopes, unauthenticated } from "@/e2e/simulators/hubspot/account/problems"

/** Who is calling, what they may do, and how OAuth apps get and renew their tokens. */
export function authenticate(portal: Portal, authorization: string | undefined): AppToken {
  const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1]
  const app = token === undefined ? undefined : portal.tokens.get(token)
  if (!app) throw unauthenticated()
  const late = app.expiresAt === null ? 0 : portal.clock.now() - app.expiresAt
  if (app.expiresAt !== null && late >= 0) throw expiredToken(Math.floor(late / 1000))
  return app
}

export const authorOf = (app: AppToken): Author => ({ changeSource: "INTEGRATION", sourceId: String(app.appId) })

/** The scopes of which any one is enough. */
function scopesFor(group: string, typeName: string, isRead: boolean): string[] {
  const verb = isRead ? "read" : "write"
  const object = typeName === "deals" || typeName === "deal" || typeName === "0-3" ? "deals" : "contacts"
  if (group === "owners") return ["crm.objects.owners.read"]
  if (group === "account") return []
  if (group === "preferences") return ["communication_preferences.read_write"]
  if (group === "properties" || group === "pipelines")
    return isRead
      ? [`crm.objects.${object}.read`, `crm.schemas.${object}.read`, `crm.schemas.${object}.write`]
      : [`crm.schemas.${object}.write`]
  return [`crm.objects.${object}.${verb}`]
}

export function authorize(app: AppToken, group: string, method: string, path: readonly string[]): void {
  if (app.scopes === null) return
  const isRead = method === "GET" || path.at(-1) === "search" || (path.at(-1) === "read" && path.at(-2) === "batch")
  const needed = scopesFor(group, path[0] ?? "", isRead)
  if (needed.length > 0 && !needed.some((scope) => app.scopes?.includes(scope))) throw missingScopes(needed)
}

const TOKEN_SECONDS = 1_800

export type OAuth = { token: (raw: string) => SimAnswer; mintCode: (scopes: readonly string[]) => string; page: Grants["page"] }

const badRequest = (status: string, error: string, description: string): SimAnswer => ({
  status: 400,
  body: { error, error_description: description, status, message: description },
})

export function createOAuth(portal: Portal): OAuth {
  const codes = new Map<string, readonly string[]>()
  const refreshers = new Map<string, readonly string[]>()
  const grants = createGrants(portal.clock, { isKnown: (clientId) => clientId === portal.settings.oauth.clientId })
  const grant = (refreshToken: string, scopes: readonly string[]): SimAnswer => {
    const accessToken = `sim-access-${portal.random.uuid()}`
    portal.tokens.set(accessToken, { appId: portal.settings.appId, scopes, expiresAt: portal.clock.now() + TOKEN_SECONDS * 1000 })
    return {
      status: 200,
      body: {
        token_type: "bearer",
        refresh_token: refreshToken,
        access_token: accessToken,
        expires_in: TOKEN_SECONDS,
        hub_id: portal.settings.portalId,
        scopes,
      },
    }
  }
  return {
    page: grants.page,
    mintCode: (scopes) => {
      const code = portal.random.uuid()
      codes.set(code, scopes)
      return code
    },
    token: (raw) => {
      const form = new URLSearchParams(raw)
      const { clientId, clientSecret } = portal.settings.oauth
      if (form.get("client_id") !== clientId) return badRequest("BAD_CLIENT_ID", "invalid_client", "missing or unknown client id")
      if (form.get("client_secret") !== clientSecret)
        return badRequest("BAD_CLIENT_SECRET", "invalid_client", "missing or invalid client secret")
      if (form.get("grant_type") === "authorization_code") {
        const code = form.get("code") ?? ""
        const scopes = codes.get(code) ?? grants.redeem(form)?.scopes.split(" ")
        if (!scopes) return badRequest("BAD_AUTH_CODE", "invalid_grant", "missing or unknown auth code")
        codes.delete(code)
        const refreshToken = portal.random.uuid()
        refreshers.set(refreshToken, scopes)
        return grant(refreshToken, scopes)
      }
      if (form.get("grant_type") !== "refresh_token")
        return badRequest("BAD_GRANT_TYPE", "unsupported_grant_type", "unsupported grant type")
      const refreshToken = form.get("refresh_token") ?? ""
      const scopes = refreshers.get(refreshToken)
      if (!scopes) return badRequest("BAD_REFRESH_TOKEN", "invalid_grant", "refresh token is invalid, expired or revoked")
      return grant(refreshToken, scopes)
    },
  }
}
