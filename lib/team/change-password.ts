import { eq } from "drizzle-orm"
import { z } from "zod"
import { users } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { inTransaction } from "@/lib/platform/transaction"
import { strengthOf } from "@/lib/platform/secret-strength"
import { lockPersonOrThrow } from "./find-person"
import { endSessionsOf } from "./sessions"
import { sharedThrottle } from "./sign-in"
import type { SignInThrottle } from "./sign-in-throttle"
import { hashPassword, isPassword, PASSWORD_LENGTH_MIN } from "./passwords"

export const ChangePassword = z.object({
  current: z.string().max(256),
  next: z.string().min(PASSWORD_LENGTH_MIN, `Use at least ${PASSWORD_LENGTH_MIN} characters.`).max(256),
})
export type ChangePassword = z.infer<typeof ChangePassword>

/** Changes the user's own password, given the current one. Every session ends, this one too, in case another person has it. */
export async function changePassword(ctx: Ctx, input: ChangePassword, throttle: SignInThrottle = sharedThrottle()): Promise<void> {
  if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Only a person has a password.")
  const { current, next } = ChangePassword.parse(input)
  const { id } = ctx.actor
  // Whoever holds a session must not be able to guess the password with it. The account stands for the network.
  const who = { email: `account ${id}`, address: id }
  if (!(await throttle.admit(who))) throw new AppError("rate_limited", "Too many tries. Wait a few minutes and try again.")
  const passwordHash = await hashPassword(next)
  await inTransaction(ctx, async (tx) => {
    const person = await lockPersonOrThrow(tx, id)
    if (!(await isPassword(current, person.passwordHash)))
      throw new AppError("invalid", "This is not your current password.", { fields: { current: "This is not your current password." } })
    if (strengthOf(next, [person.email, person.name]) === "guessable")
      throw new AppError("invalid", "This password is easily guessed.", { fields: { next: "Easily guessed. Use a few unrelated words." } })
    await tx.update(users).set({ passwordHash }).where(eq(users.id, id))
    await endSessionsOf(tx, id)
    await writeAudit(ctx, tx, { action: "person.password_changed", subject: id, change: {} })
  })
  await throttle.forgive(who)
}
