import { and, eq, sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { users } from "@/db/schema"
import { processPool } from "@/lib/platform/database"
import { isPassword } from "./passwords"
import { createSignInThrottle, type SignInThrottle } from "./sign-in-throttle"

/** Sign-in by password. The answer, and the time it takes, is the same whether or not the person exists. */
type SignInOutcome = { ok: true; user: typeof users.$inferSelect } | { ok: false; reason: "wrong" | "throttled" }

let processThrottle: SignInThrottle | undefined
export const sharedThrottle = (): SignInThrottle => (processThrottle ??= createSignInThrottle(processPool()))

export async function signIn(
  db: Database,
  attempt: { email: string; password: string; address: string },
  now: Date,
  throttle: SignInThrottle = sharedThrottle(),
): Promise<SignInOutcome> {
  const email = attempt.email.trim().toLowerCase()
  const who = { email, address: attempt.address }
  if (!(await throttle.admit(who))) return { ok: false, reason: "throttled" }
  const user = await findActiveUser(db, email)
  if (!(await isPassword(attempt.password, user?.passwordHash ?? null)) || !user) return { ok: false, reason: "wrong" }
  await throttle.forgive(who)
  await db.update(users).set({ lastSignInAt: now }).where(eq(users.id, user.id))
  return { ok: true, user }
}

/** People are added by an admin; Google and Microsoft only prove who a person is. */
export async function findActiveUser(db: Database, email: string): Promise<typeof users.$inferSelect | undefined> {
  const [user] = await db
    .select()
    .from(users)
    .where(and(sql`lower(${users.email}) = ${email.trim().toLowerCase()}`, eq(users.active, true)))
  return user
}
