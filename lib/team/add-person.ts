import { z } from "zod"
import { agents, users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { hashPassword, newPassword } from "./passwords"
import { PersonFields } from "./person-input"

export const AddPerson = PersonFields.pick({ name: true, role: true, languages: true }).extend({
  email: z
    .email("This is not an email address.")
    .max(254)
    .transform((email) => email.toLowerCase()),
  /** `password`: one is generated and shown once. `provider`: sign-in with Google or Microsoft only. */
  signIn: z.enum(["password", "provider"]),
})
export type AddPerson = z.input<typeof AddPerson>

/** The first password is in the result and nowhere else. One email is one account, ignoring case. */
export async function addPerson(ctx: Ctx, input: AddPerson): Promise<{ id: string; password: string | null }> {
  requirePermission(ctx, "settings.manage")
  const { email, name, role, languages, signIn } = AddPerson.parse(input)
  const password = signIn === "password" ? newPassword() : null
  const passwordHash = password === null ? null : await hashPassword(password)
  const id = newId()
  await inTransaction(ctx, async (tx) => {
    const added = await tx
      .insert(users)
      .values({ id, email, name, role, languages, passwordHash, createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: users.id })
    if (added.length === 0)
      throw new AppError("conflict", "This email belongs to a colleague already.", {
        fields: { email: "This email belongs to a colleague already." },
      })
    await tx.insert(agents).values({ userId: id })
    await writeAudit(ctx, tx, { action: "person.added", subject: id, change: { email, name, role, signIn } })
  })
  return { id, password }
}
