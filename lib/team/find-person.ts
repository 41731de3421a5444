import { and, eq, ne } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { users } from "@/db/schema"
import { AppError } from "@/lib/platform/errors"

type PersonRow = typeof users.$inferSelect

/** Without its key, so that writers of rows that refer to this person (an assigned lead) do not wait. */
export async function lockPersonOrThrow(tx: Transaction, id: string): Promise<PersonRow> {
  const [person] = await tx.select().from(users).where(eq(users.id, id)).for("no key update")
  if (!person) throw new AppError("not_found", "There is no such person.")
  return person
}

/**
 * At least one admin must remain. All active admins are locked in order of id, so that two admins who demote each other
 * at the same moment do not both succeed.
 */
export async function requireAnotherAdmin(tx: Transaction, id: string): Promise<void> {
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), eq(users.active, true)))
    .orderBy(users.id)
    .for("no key update")
  if (!admins.some((admin) => admin.id !== id))
    throw new AppError("conflict", "This is the last admin; make another person an admin first.")
}

/** Validates the choice of a colleague: active, and not the person it is about. */
export async function requireColleague(tx: Transaction, id: string, otherThan: string): Promise<void> {
  const [colleague] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, id), eq(users.active, true), ne(users.id, otherThan)))
    .for("share")
  if (!colleague) throw new AppError("invalid", "Choose an active colleague.", { fields: { to: "Choose an active colleague." } })
}
