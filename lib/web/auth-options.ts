import type { NextAuthOptions } from "next-auth"
import type { JWT } from "next-auth/jwt"
import AzureADProvider from "next-auth/providers/azure-ad"
import type { CredentialsConfig } from "next-auth/providers/credentials"
import GoogleProvider from "next-auth/providers/google"
import { db } from "@/lib/platform/database"
import { env, exportAuthAddress, publicBaseUrl } from "@/lib/platform/env"
import { log } from "@/lib/platform/log"
import { readSession, signOutSession, startSession } from "@/lib/team/sessions"
import { findActiveUser, signIn } from "@/lib/team/sign-in"
import { isPlain } from "./plain-input"
import { remoteAddressOf } from "./remote-address"

/** The request that next-auth answers, and who is told what went wrong in ours while it did. */
type Asked = { headers: Readonly<Record<string, string>>; onError: (error: unknown) => void }

/**
 * next-auth, configured. The token holds who and in which session, never a role: whether the session still holds and
 * what the person may do is read from the database on every request, so ending a session, a change of role or a
 * deactivation takes effect at once.
 */
export function authOptions({ headers, onError }: Asked): NextAuthOptions {
  exportAuthAddress()
  const secret = env().NEXTAUTH_SECRET
  const told = telling(onError)
  return {
    ...(secret ? { secret } : {}),
    session: { strategy: "jwt", maxAge: Math.ceil(env().SESSION_MAX_DAYS * 24 * 3600) },
    useSecureCookies: publicBaseUrl().protocol === "https:",
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [passwordProvider(headers, told), ...oauthProviders()],
    callbacks: {
      redirect: ({ url, baseUrl }) => (isOwnUrl(url) ? new URL(url, baseUrl).href : baseUrl),
      signIn: told(async ({ user, account, profile }) => {
        if (account?.provider === "credentials") return true
        if (!isOwnAddress(account?.provider, profile)) return false
        return typeof user.email === "string" && (await findActiveUser(db(), user.email)) !== undefined
      }),
      jwt: async ({ token, user, account }) => {
        if (user && account) return await told(newToken)(user.email, headers)
        if (!(await told(stands)(token))) throw new Error("The session has ended.")
        return token
      },
      session: ({ session, token }) => ({ expires: session.expires, userId: token.sub, sessionId: token["sid"] }),
    },
    events: {
      signOut: told(async ({ token }) => {
        if (typeof token?.["sid"] === "string") await signOutSession(db(), token["sid"])
      }),
    },
    logger: {
      // A cookie that is no session any more is nothing to look into; what fails in our own code is told by `onError`.
      error: (code, cause) => log[code === "JWT_SESSION_ERROR" ? "debug" : "error"]({ code, err: causeOf(cause) }, "a sign-in failed"),
      warn: (code) => log.debug({ code }, "next-auth warns"),
      debug: () => undefined,
    },
  }
}

const causeOf = (cause: unknown): unknown => (cause instanceof Error ? cause : (cause as { error?: unknown } | undefined)?.error)

/** next-auth writes the message of an error into an address, or goes on without a word. Ours is told, and says nothing there. */
const telling =
  (onError: (error: unknown) => void) =>
  <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    try {
      return await work(...args)
    } catch (error) {
      onError(error)
      throw new Error("failed", { cause: error })
    }
  }

/** Whether a browser that follows it stays with us: a path from the root, or our own address. */
export function isOwnUrl(url: string): boolean {
  const { origin } = publicBaseUrl()
  const base = url.startsWith("/") ? origin : undefined
  return URL.canParse(url, base) && new URL(url, base).origin === origin
}

async function newToken(email: string | null | undefined, headers: Asked["headers"]): Promise<JWT> {
  const known = email ? await findActiveUser(db(), email) : undefined
  if (!known) return {}
  const from = { browser: headers["user-agent"] ?? null, address: remoteAddressOf(headers) }
  return { sub: known.id, sid: await startSession(db(), { userId: known.id, ...from }, new Date()) }
}

const stands = async ({ sub, sid }: JWT): Promise<boolean> =>
  typeof sub === "string" && typeof sid === "string" && (await readSession(db(), { sessionId: sid, userId: sub }, new Date())) !== null

type PasswordFields = { email: { type: string }; password: { type: string } }

const passwordProvider = (headers: Asked["headers"], told: ReturnType<typeof telling>): CredentialsConfig<PasswordFields> => ({
  id: "credentials",
  name: "Password",
  type: "credentials",
  credentials: { email: { type: "email" }, password: { type: "password" } },
  authorize: async (given) => {
    if (!given?.email || !given.password || given.email.length > 254 || given.password.length > 256 || !isPlain(given)) return null
    const attempt = { email: given.email, password: given.password, address: remoteAddressOf(headers) ?? "unknown" }
    const outcome = await told(signIn)(db(), attempt, new Date())
    if (outcome.ok) return { id: outcome.user.id, email: outcome.user.email, name: outcome.user.name }
    if (outcome.reason === "throttled") throw new Error("throttled")
    return null
  },
})

/**
 * Whether the provider vouches for the e-mail. Google says so itself. Microsoft's e-mail claim is whatever the tenant's
 * admin typed, so it counts only because the tenant is our own, which the configuration demands.
 */
const isOwnAddress = (provider: string | undefined, profile: unknown): boolean =>
  provider === "azure-ad" || (profile as { email_verified?: unknown } | undefined)?.email_verified === true

/** Tenant names that let anybody's directory in. */
const OPEN_TENANTS = new Set(["common", "organizations", "consumers"])

function oauthProviders() {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, AZURE_AD_CLIENT_ID, AZURE_AD_CLIENT_SECRET, AZURE_AD_TENANT_ID } = env()
  return [
    ...(GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET
      ? [GoogleProvider({ clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET })]
      : []),
    ...(AZURE_AD_CLIENT_ID && AZURE_AD_CLIENT_SECRET && AZURE_AD_TENANT_ID && !OPEN_TENANTS.has(AZURE_AD_TENANT_ID.toLowerCase())
      ? [AzureADProvider({ clientId: AZURE_AD_CLIENT_ID, clientSecret: AZURE_AD_CLIENT_SECRET, tenantId: AZURE_AD_TENANT_ID })]
      : []),
  ]
}

/** The ways to sign in beside a password, for the buttons. */
export const signInProviders = (): { id: string; name: string }[] =>
  oauthProviders().map(({ id }) => ({ id, name: id === "google" ? "Google" : "Microsoft" }))
