import type { NextAuthOptions } from "next-auth"
import AzureADProvider from "next-auth/providers/azure-ad"
import CredentialsProvider from "next-auth/providers/credentials"
import GoogleProvider from "next-auth/providers/google"
import { headers } from "next/headers"
import { db } from "@/lib/platform/database"
import { env, exportAuthAddress, publicBaseUrl } from "@/lib/platform/env"
import { signOutSession, startSession } from "@/lib/team/sessions"
import { findActiveUser, signIn } from "@/lib/team/sign-in"
import { remoteAddressOf } from "./remote-address"

/**
 * next-auth, configured. The token holds who and in which session, never a role: whether the session still holds and
 * what the person may do is read from the database on every request, so ending a session, a change of role or a
 * deactivation takes effect at once.
 */
export function authOptions(): NextAuthOptions {
  exportAuthAddress()
  const secret = env().NEXTAUTH_SECRET
  return {
    ...(secret ? { secret } : {}),
    session: { strategy: "jwt", maxAge: Math.ceil(env().SESSION_MAX_DAYS * 24 * 3600) },
    useSecureCookies: publicBaseUrl().protocol === "https:",
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [passwordProvider(), ...oauthProviders()],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider === "credentials") return true
        if (!isOwnAddress(account?.provider, profile)) return false
        return typeof user.email === "string" && (await findActiveUser(db(), user.email)) !== undefined
      },
      jwt: async ({ token, user, account }) => {
        if (!user || !account) return token
        const known = user.email ? await findActiveUser(db(), user.email) : undefined
        return known ? { sub: known.id, sid: await newSession(known.id) } : {}
      },
      session: ({ session, token }) => ({ expires: session.expires, userId: token.sub, sessionId: token["sid"] }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.["sid"] === "string") await signOutSession(db(), token["sid"])
      },
    },
  }
}

/** Of a sign-in, which is answered by a route: its browser and address are those of the request. */
async function newSession(userId: string): Promise<string> {
  const given = Object.fromEntries(await headers())
  return await startSession(db(), { userId, browser: given["user-agent"] ?? null, address: remoteAddressOf(given) }, new Date())
}

const passwordProvider = () =>
  CredentialsProvider({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (given, request) => {
      if (!given?.email || !given.password || given.email.length > 254 || given.password.length > 256) return null
      const address = remoteAddressOf((request.headers ?? {}) as Record<string, string>) ?? "unknown"
      const outcome = await signIn(db(), { email: given.email, password: given.password, address }, new Date())
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
