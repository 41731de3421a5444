import { eq } from "drizzle-orm"
import { users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { lockPersonOrThrow } from "./find-person"
import { endSessionsOf } from "./sessions"
import { hashPassword, newPassword } from "./passwords"

/** Sets a new password, shown once; every session under the old one ends. */
export async function resetPassword(ctx: Ctx, input: { id: string }): Promise<{ password: string }> {
  requirePermission(ctx, "settings.manage")
  const password = newPassword()
  const passwordHash = await hashPassword(password)
  await inTransaction(ctx, async (tx) => {
    const person = await lockPersonOrThrow(tx, input.id)
    await tx.update(users).set({ passwordHash }).where(eq(users.id, person.id))
    await endSessionsOf(tx, person.id)
    await writeAudit(ctx, tx, { action: "person.password_reset", subject: person.id, change: {} })
  })
  return { password }
}
