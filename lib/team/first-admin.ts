import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { users } from "@/db/schema"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"
import { hashPassword } from "./passwords"

/** Creates the first admin. Does nothing once a user exists. */
export async function createFirstAdmin(db: Database, { email, password }: { email: string; password: string }): Promise<boolean> {
  const passwordHash = await hashPassword(password)
  return await inTransaction({ db }, async (tx) => {
    await tx.execute(sql`lock table users in exclusive mode`)
    const [known] = await tx.select({ id: users.id }).from(users).limit(1)
    if (known) return false
    await tx.insert(users).values({ id: newId(), email: email.trim().toLowerCase(), name: "Administrator", role: "admin", passwordHash })
    return true
  })
}
