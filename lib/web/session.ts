import { getToken } from "next-auth/jwt"
import { headers } from "next/headers"
import { notFound, redirect } from "next/navigation"
import { NextRequest } from "next/server"
import { cache } from "react"
import { db } from "@/lib/platform/database"
import type { Actor, Ctx } from "@/lib/platform/context"
import { env, publicBaseUrl } from "@/lib/platform/env"
import { log } from "@/lib/platform/log"
import { can, type Permission } from "@/lib/platform/permissions"
import { react } from "@/lib/reactions/reactions"
import { readSession, type SignedIn } from "@/lib/team/sessions"
import { PATH_HEADER, signInPath } from "./return-path"

/** Null for strangers, and for people whose session has ended or whose account was deactivated since. Once a page. */
export const currentViewer = cache(async (): Promise<SignedIn | null> => await viewerOf((await headers()).get("cookie")))

/** The same for a route handler, from the request in its hand. */
export const requestViewer = (request: Request): Promise<SignedIn | null> => viewerOf(request.headers.get("cookie"))

/** What the session cookie says: who, and in which session. Never what they may do. */
async function viewerOf(cookie: string | null): Promise<SignedIn | null> {
  const { NEXTAUTH_SECRET } = env()
  if (!NEXTAUTH_SECRET || cookie === null) return null
  // The library would take a bearer token for a session too; only the cookie is one.
  const { cookies } = new NextRequest(publicBaseUrl(), { headers: { cookie } })
  const req = { cookies, headers: new Headers() } as unknown as NextRequest
  const token = await getToken({ req, secret: NEXTAUTH_SECRET, secureCookie: publicBaseUrl().protocol === "https:" })
  if (typeof token?.sub !== "string" || typeof token["sid"] !== "string") return null
  return await readSession(db(), { sessionId: token["sid"], userId: token.sub }, new Date())
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

export const ctxOf = (viewer: Pick<SignedIn, "id" | "name" | "role">) => ({
  ...requestCtx(),
  actor: { kind: "user" as const, id: viewer.id, name: viewer.name, role: viewer.role },
})
