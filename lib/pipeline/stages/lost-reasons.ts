import { asc, eq } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { lostReasons } from "@/db/schema"
import { AppError } from "@/lib/platform/errors"

export type LostReason = { id: string; label: string; active: boolean }

/** Where free-text reasons are counted; it can be renamed but never disabled. */
export const OTHER_REASON = "other"

export const readLostReasons = async (db: Pick<Database | Transaction, "select">): Promise<LostReason[]> =>
  await db
    .select({ id: lostReasons.id, label: lostReasons.label, active: lostReasons.active })
    .from(lostReasons)
    .orderBy(asc(lostReasons.position), asc(lostReasons.label))

/**
 * A reason by its id or label, ignoring case. Other text is stored as the note and counted under "Other", so that a
 * partner's system without the list can still give a reason.
 */
export async function resolveLostReason(
  tx: Transaction,
  given: { reason: string; note: string | null },
): Promise<{ reason: string; note: string | null }> {
  const known = await tx.select().from(lostReasons).where(eq(lostReasons.active, true))
  const asked = given.reason.trim().toLowerCase()
  const match = known.find(({ id, label }) => id === asked || label.toLowerCase() === asked)
  if (match) return { reason: match.label, note: given.note }
  const other = known.find(({ id }) => id === OTHER_REASON)
  if (!other)
    throw new AppError("invalid", "This is not a reason of the list.", { fields: { reason: known.map(({ label }) => label).join(", ") } })
  return { reason: other.label, note: [given.reason.trim(), given.note].filter(Boolean).join(" · ") }
}
