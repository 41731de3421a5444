import { and, eq, sql } from "drizzle-orm"
import { RateLimiterMemory } from "rate-limiter-flexible"
import type { Database } from "@/db/client"
import { users } from "@/db/schema"
import { isPassword } from "./passwords"

/**
 * Sign-in by password. Wrong guesses slow down the account and the address they come from, never lock either for good:
 * a locked account would be a weapon against its owner. The answer is the same whether or not the person exists.
 */
export type SignInOutcome = { ok: true; user: typeof users.$inferSelect } | { ok: false; reason: "wrong" | "throttled" }

const WINDOW_S = 900
const byAccount = new RateLimiterMemory({ points: 8, duration: WINDOW_S })
const byAddress = new RateLimiterMemory({ points: 60, duration: WINDOW_S })

export const signIn = async (db: Database, attempt: { email: string; password: string; address: string }, now: Date): Promise<SignInOutcome> => {
  const email = attempt.email.trim().toLowerCase()
  const [account, address] = await Promise.all([byAccount.get(email), byAddress.get(attempt.address)])
  if ((account && account.remainingPoints <= 0) || (address && address.remainingPoints <= 0)) return { ok: false, reason: "throttled" }
  const user = await findActiveUser(db, email)
  if (!(await isPassword(attempt.password, user?.passwordHash ?? null)) || !user) {
    await Promise.all([byAccount.penalty(email), byAddress.penalty(attempt.address)])
    return { ok: false, reason: "wrong" }
  }
  await byAccount.delete(email)
  await db.update(users).set({ lastSignInAt: now }).where(eq(users.id, user.id))
  return { ok: true, user }
}

/** People are made by an admin; Google and Microsoft only prove who somebody is. */
export const findActiveUser = async (db: Database, email: string): Promise<typeof users.$inferSelect | undefined> => {
  const [user] = await db
    .select()
    .from(users)
    .where(and(sql`lower(${users.email}) = ${email.trim().toLowerCase()}`, eq(users.active, true)))
  return user
}
