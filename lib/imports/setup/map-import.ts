import { and, eq, inArray } from "drizzle-orm"
import { z } from "zod"
import { imports } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { CsvReading } from "@/lib/core/imports/csv-text"
import { ImportMapping } from "@/lib/core/imports/fields"
import { AppError } from "@/lib/platform/errors"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { requirePermission } from "@/lib/platform/permissions"
import { layoutOf, storedHead } from "./file-head"
import { findImportOrThrow } from "./import-record"

export const MapImport = z.object({
  importId: z.uuid(),
  mapping: ImportMapping.optional(),
  /** Another reading of the file finds other columns, so their mapping is guessed again. */
  reading: CsvReading.optional(),
})

/** Sets how the file is read and what its columns hold. It invalidates an earlier check. */
export async function mapImport(ctx: Ctx, input: z.input<typeof MapImport>): Promise<void> {
  requirePermission(ctx, "import.run")
  const { importId, mapping, reading } = MapImport.parse(input)
  const record = await findImportOrThrow(ctx.db, importId)
  const layout = reading ? layoutOf(await storedHead(ctx.db, importId), reading, (await readReadingFormat(ctx.db)).dateOrder) : null
  const next = mapping ?? layout?.mapping ?? record.mapping
  const columns = layout?.columns ?? record.columns
  if (next.columns.length !== columns.length)
    throw new AppError("invalid", `The file has ${columns.length} columns, the mapping ${next.columns.length}.`)
  const changed = await ctx.db
    .update(imports)
    .set({
      mapping: next,
      columns,
      ...(reading ? { reading } : {}),
      state: "draft",
      rowCount: null,
      progress: 0,
      checkCounts: null,
      counts: null,
      cursorAt: null,
      cursorRow: null,
      error: null,
    })
    .where(and(eq(imports.id, importId), inArray(imports.state, ["draft", "checked"])))
    .returning({ id: imports.id })
  if (changed.length === 0) throw new AppError("conflict", "The import has begun; its mapping stays as it is.")
}
