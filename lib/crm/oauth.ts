import { createHash, randomBytes } from "node:crypto"
import { z } from "zod"
import type { OAuthSignIn } from "./definition"
import type { CrmToken } from "./hooks"
import { CrmFailure, type CrmAccount } from "./provider"

/**
 * OAuth 2 by authorization code, as a definition describes it: to the CRM's page, the code for a token, and that token for
 * the next one. The answers of the CRMs keep to the standard too loosely for a library that enforces it: an error may come
 * with status 200, and a request may have to be JSON.
 */
const TIMEOUT_MS = 8_000

/** An account that a person let us into carries this mark among its values. */
export const GRANTED = { signIn: "oauth" } as const
export const isGranted = (account: CrmAccount | null): boolean => account?.["signIn"] === GRANTED.signIn

export const newVerifier = (): string => randomBytes(32).toString("base64url")

export type CodeRequest = { state: string; verifier: string; redirectUri: string }

export function authorizeAddress(oauth: OAuthSignIn, account: CrmAccount, { state, verifier, redirectUri }: CodeRequest): string {
  const url = new URL(oauth.authorizeUrl(account))
  const pkce = oauth.hasPkce
    ? { code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256" }
    : {}
  const parameters = {
    response_type: "code",
    client_id: account["clientId"] ?? "",
    redirect_uri: redirectUri,
    scope: oauth.scopes(account).join(oauth.scopeSeparator ?? " "),
    state,
    ...pkce,
    ...oauth.extra,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** A code is good for one exchange. */
export const exchangeCode = (
  oauth: OAuthSignIn,
  account: CrmAccount,
  { code, verifier, redirectUri }: Omit<CodeRequest, "state"> & { code: string },
  now: Date,
): Promise<CrmToken> =>
  askForToken(
    oauth,
    account,
    { grant_type: "authorization_code", code, redirect_uri: redirectUri, ...(oauth.hasPkce ? { code_verifier: verifier } : {}) },
    now,
  )

/** What the answer leaves out goes on to hold: not every CRM gives a new refresh token, or names its address, each time. */
export async function refreshGrant(
  oauth: OAuthSignIn,
  account: CrmAccount,
  newest: CrmToken | null,
  { redirectUri, now }: { redirectUri: string; now: Date },
): Promise<CrmToken> {
  if (newest?.refreshToken == null) throw signInAgain("the account has to be signed in to again")
  const form = {
    grant_type: "refresh_token",
    refresh_token: newest.refreshToken,
    // Only a CRM that reads JSON asks for the address again.
    ...(oauth.body === "json" ? { redirect_uri: redirectUri } : {}),
  }
  const fetched = await askForToken(oauth, account, form, now)
  return { ...fetched, refreshToken: fetched.refreshToken ?? newest.refreshToken, baseUrl: fetched.baseUrl ?? newest.baseUrl }
}

const Granted = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.coerce.number().positive().nullish().catch(null),
})
const Refused = z.looseObject({ error: z.string().optional(), error_description: z.string().optional(), hint: z.string().optional() })

async function askForToken(oauth: OAuthSignIn, account: CrmAccount, form: Record<string, string>, now: Date): Promise<CrmToken> {
  const response = await post(oauth, account, form)
  const body: unknown = await response.json().catch(() => null)
  const granted = Granted.safeParse(body)
  if (response.ok && granted.success) {
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = granted.data
    const address = oauth.addressIn === undefined ? undefined : granted.data[oauth.addressIn]
    return {
      accessToken,
      refreshToken: refreshToken ?? null,
      expiresAt: seconds == null ? null : new Date(now.getTime() + seconds * 1000),
      baseUrl: typeof address === "string" ? address : null,
    }
  }
  if (response.status === 429 || response.status >= 500) throw unanswered()
  const { error, error_description: description, hint } = Refused.catch({}).parse(body)
  const words = [error, description ?? hint].filter((part) => part !== undefined).join(": ")
  throw signInAgain(words === "" ? `the CRM answered ${response.status} without a token` : words.slice(0, 300))
}

async function post(oauth: OAuthSignIn, account: CrmAccount, form: Record<string, string>): Promise<Response> {
  const { clientId = "", clientSecret = "" } = account
  const isInHeader = oauth.clientAuth === "header"
  const values = isInHeader ? form : { ...form, client_id: clientId, client_secret: clientSecret }
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString("base64")
  try {
    return await fetch(oauth.tokenUrl(account), {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": oauth.body === "json" ? "application/json" : "application/x-www-form-urlencoded",
        ...(isInHeader ? { Authorization: `Basic ${basic}` } : {}),
      },
      body: oauth.body === "json" ? JSON.stringify(values) : new URLSearchParams(values),
      // The secret goes to the address that was given and nowhere else.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    throw unanswered()
  }
}

const unanswered = (): CrmFailure => new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
const signInAgain = (message: string): CrmFailure => new CrmFailure({ kind: "auth", message }, "sign-in")
