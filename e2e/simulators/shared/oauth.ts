import { createHash, randomUUID } from "node:crypto"
import type { Clock } from "./clock"
import type { SimAnswer, SimCall } from "./server"

/**
 * The page where a person lets an app into the account, the code that comes of it, and the refresh tokens. A code is good once
 * and for ten minutes. With `single` refresh tokens each is good once too.
 */
export type Grants = {
  page: (call: SimCall) => SimAnswer
  /** The scopes of a code or a refresh token, with the next refresh token; null where it is not good. */
  redeem: (form: URLSearchParams) => { scopes: string; refreshToken: string } | null
}

type Asked = { scopes: string; redirectUri: string; challenge: string | null; until: number }

const CODE_MS = 600_000

export function createGrants(clock: Pick<Clock, "now">, { isKnown, single = () => false }: GrantOptions): Grants {
  const codes = new Map<string, Asked>()
  const refreshers = new Map<string, string>()
  const next = (scopes: string): { scopes: string; refreshToken: string } => {
    const refreshToken = `sim-refresh-${randomUUID()}`
    refreshers.set(refreshToken, scopes)
    return { scopes, refreshToken }
  }
  return {
    page: ({ url }) => {
      const asked = url.searchParams
      const redirectUri = asked.get("redirect_uri") ?? ""
      if (!isKnown(asked.get("client_id") ?? "") || asked.get("response_type") !== "code" || !URL.canParse(redirectUri))
        return pageOf(400, "<p>This app is not known here.</p>")
      const code = randomUUID()
      const scopes = asked.get("scope") ?? ""
      codes.set(code, { scopes, redirectUri, challenge: asked.get("code_challenge"), until: clock.now() + CODE_MS })
      const back = (answer: Record<string, string>): string => {
        const to = new URL(redirectUri)
        for (const [name, value] of Object.entries({ ...answer, state: asked.get("state") ?? "" })) to.searchParams.set(name, value)
        return to.href.replaceAll("&", "&amp;")
      }
      const denied = back({ error: "access_denied", error_description: "The user denied the request" })
      return pageOf(
        200,
        `<h1>Let Onelead in?</h1><p>${scopes.replaceAll(/[<&]/g, "")}</p><p><a href="${back({ code })}">Allow</a> <a href="${denied}">Deny</a></p>`,
      )
    },
    redeem: (form) => {
      if (form.get("grant_type") === "refresh_token") {
        const given = form.get("refresh_token") ?? ""
        const scopes = refreshers.get(given)
        if (scopes === undefined) return null
        if (!single()) return { scopes, refreshToken: given }
        refreshers.delete(given)
        return next(scopes)
      }
      const code = form.get("code") ?? ""
      const asked = codes.get(code)
      codes.delete(code)
      if (!asked || asked.until <= clock.now() || asked.redirectUri !== form.get("redirect_uri")) return null
      const challenge = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url")
      return asked.challenge === null || asked.challenge === challenge ? next(asked.scopes) : null
    },
  }
}

type GrantOptions = { isKnown: (clientId: string) => boolean; single?: () => boolean }

const pageOf = (status: number, html: string): SimAnswer => ({
  status,
  text: `<!doctype html><html lang="en"><title>Sign in</title><meta name="viewport" content="width=device-width"><body>${html}</body></html>`,
  headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" },
})
