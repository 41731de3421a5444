import { and, desc, eq, gt, lte, ne, or } from "drizzle-orm"
import { HOUR_MS, MINUTE_MS } from "@/lib/core/time"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { users, userSessions } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Actor, Ctx } from "@/lib/platform/context"
import { env } from "@/lib/platform/env"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { inTransaction } from "@/lib/platform/transaction"

/**
 * Sessions: one row for each sign-in of one browser. The cookie names the row and every request reads it, so ending a
 * session counts at once, wherever its cookie was copied to. A session ends when it is not used for
 * SESSION_IDLE_HOURS, and SESSION_MAX_DAYS after the sign-in whatever happens.
 */
/** The time of last use is written at most this often. */
const SEEN_EVERY_MS = MINUTE_MS
const BROWSER_LENGTH_MAX = 300

export type SignedIn = { id: string; name: string; email: string; role: (typeof users.$inferSelect)["role"]; sessionId: string }

const limitsAt = (now: Date) => ({
  seenAfter: new Date(now.getTime() - env().SESSION_IDLE_HOURS * HOUR_MS),
  madeAfter: new Date(now.getTime() - env().SESSION_MAX_DAYS * 24 * HOUR_MS),
})

function holdsAt(now: Date) {
  const { seenAfter, madeAfter } = limitsAt(now)
  return and(gt(userSessions.lastSeenAt, seenAfter), gt(userSessions.createdAt, madeAfter))
}

type Start = { userId: string; browser: string | null; address: string | null }

/** After a sign-in: the id for the cookie. */
export async function startSession(db: Database, { userId, browser, address }: Start, now: Date): Promise<string> {
  const id = newId()
  const row = { id, userId, browser: browser?.slice(0, BROWSER_LENGTH_MAX) ?? null, address, createdAt: now, lastSeenAt: now }
  await db.insert(userSessions).values(row)
  return id
}

/** The person of a session; null when it ended, has expired, or the account was deactivated. */
export async function readSession(
  db: Database,
  { sessionId, userId }: { sessionId: string; userId: string },
  now: Date,
): Promise<SignedIn | null> {
  if (!z.uuid().safeParse(sessionId).success) return null
  const [found] = await db
    .select({ id: users.id, name: users.name, email: users.email, role: users.role, seenAt: userSessions.lastSeenAt })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(and(eq(userSessions.id, sessionId), eq(users.id, userId), eq(users.active, true), holdsAt(now)))
  if (!found) return null
  const { seenAt, ...user } = found
  const unseenSince = new Date(now.getTime() - SEEN_EVERY_MS)
  if (seenAt < unseenSince)
    await db
      .update(userSessions)
      .set({ lastSeenAt: now })
      .where(and(eq(userSessions.id, sessionId), lte(userSessions.lastSeenAt, unseenSince)))
  return { ...user, sessionId }
}

export type SessionView = { id: string; browser: string | null; address: string | null; createdAt: string; lastSeenAt: string }

/** One's own sessions that have not ended, last used first. */
export async function listSessions(ctx: Ctx): Promise<SessionView[]> {
  const rows = await ctx.db
    .select()
    .from(userSessions)
    .where(and(eq(userSessions.userId, personOf(ctx.actor)), holdsAt(ctx.now())))
    .orderBy(desc(userSessions.lastSeenAt), desc(userSessions.id))
  return rows.map(({ id, browser, address, createdAt, lastSeenAt }) => ({
    id,
    browser,
    address,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }))
}

/** One session by its id, or every other one than `except`. */
export const EndSessions = z.union([z.object({ sessionId: z.uuid() }), z.object({ except: z.uuid() })])

/** Ends one's own sessions. One that has ended already is no error. */
export async function endSessions(ctx: Ctx, input: z.infer<typeof EndSessions>): Promise<{ ended: number }> {
  const userId = personOf(ctx.actor)
  const chosen = EndSessions.parse(input)
  const which = "except" in chosen ? ne(userSessions.id, chosen.except) : eq(userSessions.id, chosen.sessionId)
  return await inTransaction(ctx, async (tx) => {
    const ended = await tx
      .delete(userSessions)
      .where(and(eq(userSessions.userId, userId), which))
      .returning({ id: userSessions.id })
    if (ended.length > 0) await writeAudit(ctx, tx, { action: "person.sessions_ended", subject: userId, change: { ended: ended.length } })
    return { ended: ended.length }
  })
}

/** The session of a cookie whose person signs out. */
export async function signOutSession(db: Database, sessionId: string): Promise<void> {
  await db.delete(userSessions).where(eq(userSessions.id, sessionId))
}

/** All of a person: a new password, or a deactivated account. */
export async function endSessionsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(userSessions).where(eq(userSessions.userId, userId))
}

function personOf(actor: Actor): string {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a person has sessions.")
  return actor.id
}

export const forgetSessionsJob = scheduledJob({
  name: "team:forget-sessions",
  schedule: "17 * * * *",
  run: async (ctx) => {
    const { seenAfter, madeAfter } = limitsAt(ctx.now())
    await ctx.db.delete(userSessions).where(or(lte(userSessions.lastSeenAt, seenAfter), lte(userSessions.createdAt, madeAfter)))
  },
})
