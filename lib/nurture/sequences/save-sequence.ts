import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { nurtureSequences, nurtureVersions } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { SequenceDraft } from "@/lib/core/nurture/sequence"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

export const SaveSequence = z.object({
  /** Left out for a new one. */
  id: z.uuid().optional(),
  /** The version that was edited: of two people who save at once, the second is told. */
  version: z.int().min(1).optional(),
  draft: SequenceDraft,
})

/**
 * Saves a sequence. Other rules or steps make a new version for leads that enter from now on; leads under way finish
 * the one they began. A new sequence is off until it is turned on.
 */
export async function saveSequence(ctx: Ctx, input: z.input<typeof SaveSequence>): Promise<{ id: string; version: number }> {
  requirePermission(ctx, "settings.manage")
  const { id, version, draft } = SaveSequence.parse(input)
  const { name, entry, steps } = draft
  const createdBy = actorId(ctx)
  return await inTransaction(ctx, async (tx) => {
    const [namesake] = await tx.select({ id: nurtureSequences.id }).from(nurtureSequences).where(eq(nurtureSequences.name, name))
    if (namesake && namesake.id !== id)
      throw new AppError("conflict", "Another sequence has this name.", { fields: { name: "Another sequence has this name." } })
    if (id === undefined) {
      const made = { id: newId(), version: 1 }
      await tx.insert(nurtureSequences).values({ ...made, name, entry, steps, createdAt: ctx.now(), updatedAt: ctx.now() })
      await tx.insert(nurtureVersions).values({ id: newId(), sequenceId: made.id, version: 1, entry, steps, createdBy, at: ctx.now() })
      await writeAudit(ctx, tx, { action: "nurture.created", subject: made.id, change: draft })
      return made
    }
    const [before] = await tx.select().from(nurtureSequences).where(eq(nurtureSequences.id, id)).for("update")
    if (!before) throw new AppError("not_found", "There is no such sequence.")
    if (version !== undefined && version !== before.version)
      throw new AppError("conflict", "A colleague changed this sequence meanwhile. Look at it again.")
    const old = SequenceDraft.parse(before)
    const isOther = JSON.stringify([old.entry, old.steps]) !== JSON.stringify([entry, steps])
    const next = before.version + (isOther ? 1 : 0)
    await tx.update(nurtureSequences).set({ name, entry, steps, version: next, updatedAt: ctx.now() }).where(eq(nurtureSequences.id, id))
    if (isOther)
      await tx.insert(nurtureVersions).values({ id: newId(), sequenceId: id, version: next, entry, steps, createdBy, at: ctx.now() })
    await writeAudit(ctx, tx, { action: "nurture.changed", subject: id, change: { before: old, after: draft, version: next } })
    return { id, version: next }
  })
}

export const EnableSequence = z.object({ id: z.uuid(), enabled: z.boolean() })

/**
 * Turns a sequence on or off. Off is a pause: nothing goes out and no lead enters, and a lead under way stays where
 * they are. It says how many that are.
 */
export async function enableSequence(ctx: Ctx, input: z.input<typeof EnableSequence>): Promise<{ active: number }> {
  requirePermission(ctx, "settings.manage")
  const { id, enabled } = EnableSequence.parse(input)
  return await inTransaction(ctx, async (tx) => {
    const changed = await tx
      .update(nurtureSequences)
      .set({ enabled, updatedAt: ctx.now() })
      .where(and(eq(nurtureSequences.id, id), eq(nurtureSequences.enabled, !enabled)))
      .returning({ id: nurtureSequences.id })
    if (changed.length > 0) await writeAudit(ctx, tx, { action: enabled ? "nurture.enabled" : "nurture.disabled", subject: id, change: {} })
    const { rows } = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from nurture_enrolments where sequence_id = ${id} and state = 'active'`,
    )
    return { active: rows[0]?.n ?? 0 }
  })
}
