import { z } from "zod"
import type { CrmToken } from "@/lib/crm/hooks"
import { CrmFailure } from "@/lib/crm/provider"

/** Others wait for the token meanwhile, with a connection of the database each. */
const TIMEOUT_MS = 8_000

const Granted = z.object({
  access_token: z.string(),
  expires_in: z.coerce.number().optional(),
  refresh_token: z.string().optional(),
  api_domain: z.url().optional().catch(undefined),
})
const Refused = z.object({ error: z.string().catch(""), error_description: z.string().optional().catch(undefined) })

/** A new token for a refresh token. A refusal may come with any status: the body counts. */
export async function refreshToken(url: URL, form: Record<string, string>, now: Date): Promise<CrmToken> {
  const { status, body } = await post(url, form)
  const granted = Granted.safeParse(body)
  if (granted.success) {
    const { access_token, expires_in, refresh_token, api_domain } = granted.data
    return {
      accessToken: access_token,
      expiresAt: expires_in === undefined ? null : new Date(now.getTime() + expires_in * 1000),
      // One that is not replaced stays good.
      refreshToken: refresh_token ?? form["refresh_token"] ?? null,
      baseUrl: api_domain ?? null,
    }
  }
  const refused = Refused.safeParse(body)
  if (status === 429 || (refused.success && /access denied/i.test(refused.data.error)))
    throw new CrmFailure({ kind: "rate_limited", isDaily: false, retryAfterMs: TOO_OFTEN_MS }, "sign-in")
  if (status >= 500 || !refused.success) throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
  const message = [refused.data.error, refused.data.error_description].filter(Boolean).join(": ")
  throw new CrmFailure({ kind: "auth", message: message || "the app is not accepted" }, "sign-in")
}

/** Too many tokens in a while: none is given before its end. */
const TOO_OFTEN_MS = 10 * 60_000

async function post(url: URL, form: Record<string, string>): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, body: (await response.json().catch(() => null)) as unknown }
  } catch {
    throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
  }
}
