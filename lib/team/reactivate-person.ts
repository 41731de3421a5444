import { eq } from "drizzle-orm"
import { users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { lockPersonOrThrow } from "./find-person"

/** Reactivates a colleague; their earlier leads stay where they are. */
export async function reactivatePerson(ctx: Ctx, input: { id: string }): Promise<void> {
  requirePermission(ctx, "settings.manage")
  await inTransaction(ctx, async (tx) => {
    const person = await lockPersonOrThrow(tx, input.id)
    if (person.active) throw new AppError("conflict", "This account is open.")
    await tx.update(users).set({ active: true }).where(eq(users.id, person.id))
    await writeAudit(ctx, tx, { action: "person.reactivated", subject: person.id, change: {} })
  })
}
