import { z } from "zod"
import type { CrmToken } from "@/lib/crm/hooks"
import { CrmFailure } from "@/lib/crm/provider"

/** The app signs in with its secret, for one environment alone. */
export type Credentials = { url: string; authorityUrl: string; tenantId: string; clientId: string; clientSecret: string }

const Granted = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const Refused = z.object({ error: z.string(), error_codes: z.array(z.number()).catch([]) })

export async function signIn(credentials: Credentials, now: Date, timeoutMs: number): Promise<CrmToken> {
  const response = await post(credentials, timeoutMs)
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) {
    const { access_token: accessToken, expires_in: seconds } = Granted.parse(body)
    return { accessToken, expiresAt: new Date(now.getTime() + seconds * 1000), refreshToken: null, baseUrl: null }
  }
  if (response.status === 429 || response.status >= 500) throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
  // Texts may change, and hold ids of the request: the numbers are what Microsoft's pages explain.
  const refused = Refused.safeParse(body)
  const message = refused.success
    ? [refused.data.error, ...refused.data.error_codes.map((code) => `AADSTS${code}`)].join(" ")
    : "the app is not accepted"
  throw new CrmFailure({ kind: "auth", message }, "sign-in")
}

async function post({ url, authorityUrl, tenantId, clientId, clientSecret }: Credentials, timeoutMs: number): Promise<Response> {
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${new URL(url).origin}/.default`,
  }
  try {
    return await fetch(new URL(`/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, authorityUrl), {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
  }
}
