import { sign } from "node:crypto"
import { z } from "zod"
import type { CrmToken } from "@/lib/crm/hooks"
import { CrmFailure } from "@/lib/crm/provider"

/** An app signs in with its secret, or with an assertion that its private key signed for one user. */
export type Credentials = { loginUrl: string; clientId: string; clientSecret?: string; username?: string; privateKey?: string }

const Granted = z.object({ access_token: z.string(), instance_url: z.url() })
const Refused = z.object({ error: z.string().catch(""), error_description: z.string().catch("") })

const ASSERTION_SECONDS = 180

/** No answer says how long a token lives: it ends when it is not used, and is replaced when it is refused. */
export async function signIn(credentials: Credentials, now: Date, timeoutMs: number): Promise<CrmToken> {
  const response = await post(credentials, now, timeoutMs)
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) {
    const { access_token: accessToken, instance_url: baseUrl } = Granted.parse(body)
    return { accessToken, expiresAt: null, refreshToken: null, baseUrl }
  }
  if (response.status === 429 || response.status >= 500) throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
  const { error, error_description: description } = Refused.catch({ error: "", error_description: "" }).parse(body)
  throw new CrmFailure({ kind: "auth", message: `${error}: ${description}` }, "sign-in")
}

async function post(credentials: Credentials, now: Date, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(new URL("/services/oauth2/token", credentials.loginUrl), {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(grantOf(credentials, now)),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "sign-in")
  }
}

function grantOf({ loginUrl, clientId, clientSecret, username, privateKey }: Credentials, now: Date): Record<string, string> {
  if (username !== undefined && privateKey !== undefined)
    return {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: assertionOf(
        { iss: clientId, sub: username, aud: audienceOf(loginUrl), exp: Math.floor(now.getTime() / 1000) + ASSERTION_SECONDS },
        privateKey,
      ),
    }
  if (clientSecret !== undefined) return { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret }
  throw new CrmFailure({ kind: "auth", message: "neither a client secret nor a user with a private key is given" }, "sign-in")
}

/** An assertion is for the general address of production or of the sandboxes, whichever host takes it. */
function audienceOf(loginUrl: string): string {
  const { hostname, origin } = new URL(loginUrl)
  if (!hostname.endsWith(".salesforce.com")) return origin
  return hostname === "test.salesforce.com" || hostname.includes(".sandbox.")
    ? "https://test.salesforce.com"
    : "https://login.salesforce.com"
}

function assertionOf(claims: Record<string, unknown>, privateKey: string): string {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url")
  const text = `${encode({ alg: "RS256" })}.${encode(claims)}`
  // A key in an environment variable has its line ends written out.
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), privateKey.replaceAll(String.raw`\n`, "\n")).toString("base64url")}`
}
