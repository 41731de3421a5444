import { createHash } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { imports } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { MANUAL_CHANNELS } from "@/lib/core/channels"
import { ImportMapping } from "@/lib/core/imports/fields"
import { contactSource } from "@/lib/core/imports/guess-mapping"
import type { RowSource } from "@/lib/core/imports/row-event"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { AppError } from "@/lib/platform/errors"

export type ImportRecord = typeof imports.$inferSelect

export async function findImportOrThrow(db: Pick<Database, "select">, importId: string): Promise<ImportRecord> {
  const [record] = z.uuid().safeParse(importId).success ? await db.select().from(imports).where(eq(imports.id, importId)) : []
  if (!record) throw new AppError("not_found", "There is no such import.")
  return record
}

/** What turns a row of this file into an event. */
export const readSource = async (db: Pick<Database | Transaction, "select">, record: ImportRecord): Promise<RowSource> => ({
  mapping: ImportMapping.parse(record.mapping),
  columns: record.columns,
  channel: z.enum(MANUAL_CHANNELS).parse(record.channel),
  contacts: contactSource(record.columns),
  source: record.source,
  fileName: record.fileName,
  importedAt: record.createdAt,
  fileKey: record.digest.slice(0, 32),
  format: { ...(await readReadingFormat(db)), dateOrder: record.mapping.dateOrder },
})

export const rowDigest = (text: string): string => createHash("sha256").update(text).digest("base64url")

/** One worker's lease on an import. */
export type Lease = { importId: string; runner: string }

/** Another worker has taken over the import, or a person has stopped it; the caller simply exits. */
export class LeaseLost extends Error {
  constructor() {
    super("the import is in other hands")
    this.name = "LeaseLost"
  }
}

/**
 * A unit of an import. The row is locked first, and only the current runner continues: a worker that was
 * presumed dead cannot commit again what its successor has done.
 */
export const withLease = async <T>(
  ctx: Ctx,
  { importId, runner }: Lease,
  state: ImportRecord["state"],
  work: (unit: LeadUnit, record: ImportRecord) => Promise<T>,
): Promise<T> =>
  await changeLeads(ctx, async (unit) => {
    const [record] = await unit.db
      .select()
      .from(imports)
      .where(and(eq(imports.id, importId), eq(imports.runner, runner), eq(imports.state, state)))
      .for("update")
    if (!record) throw new LeaseLost()
    return await work(unit, record)
  })

/** Takes over the lease of an import. */
export async function takeLease(ctx: Ctx, lease: Lease): Promise<ImportRecord | null> {
  const [record] = await ctx.db
    .update(imports)
    .set({ runner: lease.runner, progressAt: ctx.now() })
    .where(and(eq(imports.id, lease.importId), sql`state in ('checking', 'running', 'reverting')`))
    .returning()
  return record ?? null
}
