import { eq } from "drizzle-orm"
import type { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { settings } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { actorId, type Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

/**
 * A setting that an admin may change at runtime: one row, one schema. The schema fills in missing values, so that a new
 * setting needs no migration, and a stored value that no longer fits is an error.
 */
export type Setting<T> = { key: string; schema: z.ZodType<T> }

/** The stored value, or the schema's defaults. */
export async function readSetting<T>(db: Pick<Database | Transaction, "select">, { key, schema }: Setting<T>): Promise<T> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
  return schema.parse(row?.value ?? {})
}

/** Replaces the value; the audit log has the old and new one. Consequences run in the same transaction. */
export async function writeSetting<T>(
  ctx: Ctx,
  setting: Setting<T>,
  value: T,
  follow: (tx: Transaction) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  requirePermission(ctx, "settings.manage")
  const parsed = setting.schema.safeParse(value)
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message]))
    throw new AppError("invalid", "This setting does not fit.", { fields })
  }
  await inTransaction(ctx, async (tx) => {
    const before = await readSetting(tx, setting)
    const row = { value: parsed.data, updatedAt: ctx.now(), updatedBy: actorId(ctx) }
    await tx
      .insert(settings)
      .values({ key: setting.key, ...row })
      .onConflictDoUpdate({ target: settings.key, set: row })
    await writeAudit(ctx, tx, { action: "setting.changed", subject: setting.key, change: { before, after: parsed.data } })
    await follow(tx)
  })
  return parsed.data
}
