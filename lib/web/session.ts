import { and, eq } from "drizzle-orm"
import { getServerSession } from "next-auth"
import { getToken } from "next-auth/jwt"
import { headers } from "next/headers"
import { notFound, redirect } from "next/navigation"
import { NextRequest } from "next/server"
import { cache } from "react"
import { db } from "@/lib/platform/database"
import { users } from "@/db/schema"
import type { Actor, Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { env, publicBaseUrl } from "@/lib/platform/env"
import { log } from "@/lib/platform/log"
import { can, type Permission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/reactions"
import { authOptions } from "./auth-options"
import { PATH_HEADER, signInPath } from "./return-path"

/** Who is signed in, as a screen needs to know them. */
export type SignedIn = { id: string; name: string; email: string; role: Role }

/** What the session cookie says: who, and since which version of their sessions. Never what they may do. */
type Claims = { userId?: unknown; sessionVersion?: unknown } | null

/** Null for strangers, and for people whose session was ended or whose account was closed since. Once a page. */
export const currentViewer = cache(async (): Promise<SignedIn | null> => await viewerOf(await getServerSession(authOptions())))

/** The same for a route handler, from the request in its hand. */
export async function requestViewer(request: Request): Promise<SignedIn | null> {
  const { NEXTAUTH_SECRET } = env()
  if (!NEXTAUTH_SECRET || !request.headers.has("cookie")) return null
  // The library would take a bearer token for a session too; only the cookie is one.
  const { cookies } = new NextRequest(request.url, { headers: { cookie: request.headers.get("cookie") ?? "" } })
  const req = { cookies, headers: new Headers() } as unknown as NextRequest
  const token = await getToken({ req, secret: NEXTAUTH_SECRET, secureCookie: publicBaseUrl().protocol === "https:" })
  return await viewerOf(token && { userId: token.sub, sessionVersion: token["sessionVersion"] })
}

async function viewerOf(claims: Claims): Promise<SignedIn | null> {
  if (typeof claims?.userId !== "string" || typeof claims.sessionVersion !== "number") return null
  const [user] = await db()
    .select({ id: users.id, name: users.name, email: users.email, role: users.role })
    .from(users)
    .where(and(eq(users.id, claims.userId), eq(users.active, true), eq(users.sessionVersion, claims.sessionVersion)))
  return user ?? null
}

export const requireViewer = async (): Promise<SignedIn> =>
  (await currentViewer()) ?? redirect(signInPath((await headers()).get(PATH_HEADER)))

/** For a page: a stranger is sent to sign in, and who may not see it finds nothing here. */
export async function requirePage(permission: Permission): Promise<Ctx & { actor: Extract<Actor, { kind: "user" }> }> {
  const ctx = ctxOf(await requireViewer())
  if (!can(ctx.actor, permission)) notFound()
  return ctx
}

/** A context but for who asks. */
export const requestCtx = (): Omit<Ctx, "actor"> => ({ db: db(), now: () => new Date(), log, react })

export const ctxOf = (viewer: SignedIn) => ({
  ...requestCtx(),
  actor: { kind: "user" as const, id: viewer.id, name: viewer.name, role: viewer.role },
})
