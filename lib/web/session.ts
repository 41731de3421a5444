import { and, eq } from "drizzle-orm"
import { getServerSession } from "next-auth"
import { notFound, redirect } from "next/navigation"
import { cache } from "react"
import { db } from "@/db/client"
import { users } from "@/db/schema"
import type { Actor, Ctx } from "@/lib/context"
import type { Role } from "@/lib/core/lead-states"
import { log } from "@/lib/log"
import { can, type Permission } from "@/lib/permissions"
import { authOptions } from "./auth-options"

/** Who is signed in, as a screen needs to know them. */
export type SignedIn = { id: string; name: string; email: string; role: Role }

type Claims = { userId?: string; sessionVersion?: number } | null

/** Null for strangers, and for people whose session was ended or whose account was closed since. */
export const currentViewer = cache(async (): Promise<SignedIn | null> => {
  const claims: Claims = await getServerSession(authOptions())
  if (!claims?.userId || claims.sessionVersion === undefined) return null
  const [user] = await db()
    .select({ id: users.id, name: users.name, email: users.email, role: users.role })
    .from(users)
    .where(and(eq(users.id, claims.userId), eq(users.active, true), eq(users.sessionVersion, claims.sessionVersion)))
  return user ?? null
})

export const requireViewer = async (): Promise<SignedIn> => (await currentViewer()) ?? redirect("/sign-in")

/** For a page: a stranger is sent to sign in, and who may not see it finds nothing here. */
export const requirePage = async (permission: Permission): Promise<Ctx & { actor: Extract<Actor, { kind: "user" }> }> => {
  const ctx = ctxOf(await requireViewer())
  if (!can(ctx.actor, permission)) notFound()
  return ctx
}

export const ctxOf = (viewer: SignedIn) => ({
  db: db(),
  actor: { kind: "user" as const, id: viewer.id, name: viewer.name, role: viewer.role },
  now: () => new Date(),
  log,
})
