import { z } from "zod"
import { ColumnRule, ImportMapping } from "@/lib/core/imports/fields"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { findImportOrThrow } from "./import-record"
import { mapImport } from "./map-import"
import { steerImport } from "./steer-import"

export const RuleColumn = z.object({
  importId: z.uuid(),
  column: z.number().int().min(0).max(499),
  rule: ColumnRule,
})

/** Mends a whole column by a rule ("numbers are Saudi", "month first") and checks the file again under it. */
export async function ruleColumn(ctx: Ctx, input: z.input<typeof RuleColumn>): Promise<void> {
  requirePermission(ctx, "import.run")
  const { importId, column, rule } = RuleColumn.parse(input)
  const record = await findImportOrThrow(ctx.db, importId)
  const mapping = ImportMapping.parse(record.mapping)
  const rules = { ...mapping.rules, [String(column)]: { ...mapping.rules[String(column)], ...rule } }
  await mapImport(ctx, { importId, mapping: { ...mapping, rules } })
  await steerImport(ctx, { importId, step: "check" })
}
