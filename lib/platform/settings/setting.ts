import { eq } from "drizzle-orm"
import type { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { settings } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { actorId, type Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { lockKeys } from "@/lib/platform/lock-order"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

/**
 * A setting that an admin may change at runtime: one row, one schema. The schema fills in missing values, so that a new
 * setting needs no migration, and a stored value that no longer fits is an error.
 */
export type Setting<T> = { key: string; schema: z.ZodType<T> }

const preloaded = new WeakMap<object, ReadonlyMap<string, unknown>>()

/** Reads every setting at once, for a transaction that asks for many of them: it then works with these to its end. */
export async function preloadSettings(tx: Transaction): Promise<void> {
  const rows = await tx.select({ key: settings.key, value: settings.value }).from(settings)
  preloaded.set(tx, new Map(rows.map(({ key, value }) => [key, value])))
}

/** The stored value, or the schema's defaults. */
export async function readSetting<T>(db: Pick<Database | Transaction, "select">, { key, schema }: Setting<T>): Promise<T> {
  const known = preloaded.get(db)
  if (known) return schema.parse(known.get(key) ?? {})
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key))
  return schema.parse(row?.value ?? {})
}

type Follow<T> = (tx: Transaction, value: T) => Promise<void>

/** Replaces the value; the audit log has the old and new one. Consequences run in the same transaction. */
export const writeSetting = <T>(ctx: Ctx, setting: Setting<T>, value: T, follow?: Follow<T>): Promise<T> =>
  changeSetting(ctx, setting, () => value, follow)

/** The same for a change of a part: it begins from the newest value, so two who change two parts at once both count. */
export async function changeSetting<T>(ctx: Ctx, setting: Setting<T>, change: (current: T) => T, follow?: Follow<T>): Promise<T> {
  requirePermission(ctx, "settings.manage")
  return await inTransaction(ctx, async (tx) => {
    await lockKeys(tx, [`setting:${setting.key}`])
    const before = await readSetting(tx, setting)
    const after = checked(setting, change(before))
    await storeSetting({ ...ctx, db: tx }, setting, after)
    await writeAudit(ctx, tx, { action: "setting.changed", subject: setting.key, change: { before, after } })
    await follow?.(tx, after)
    return after
  })
}

/** Stores what the product itself keeps, such as the position of a job: no one decides it, so the audit log has nothing of it. */
export async function storeSetting<T>(
  { db, now, actor }: Pick<Ctx, "now" | "actor"> & { db: Pick<Database, "insert"> },
  { key }: Setting<T>,
  value: T,
): Promise<void> {
  preloaded.delete(db)
  const row = { value, updatedAt: now(), updatedBy: actorId({ actor }) }
  await db
    .insert(settings)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: settings.key, set: row })
}

function checked<T>({ schema }: Setting<T>, value: T): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message]))
  throw new AppError("invalid", "This setting does not fit.", { fields })
}
