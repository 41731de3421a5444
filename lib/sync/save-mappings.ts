import { eq } from "drizzle-orm"
import { z } from "zod"
import { crmSchemas } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { mappingProblems } from "@/lib/core/sync/check-mapping"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import { driftOf, FieldMapping } from "@/lib/core/sync/mapping"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import { crmSettings } from "./connection/crm-settings"
import { recheckLinked } from "./reconcile/recheck-linked"
import { knownSchema } from "./connection/sync-run"

export const SaveMappings = z.object({ mappings: z.array(FieldMapping).min(1).max(100) })

/** Changes which value lives where, checked against the account as last read; every linked lead is then compared again. */
export async function saveMappings(ctx: CrmCtx, input: z.infer<typeof SaveMappings>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { mappings } = SaveMappings.parse(input)
  const schema = await knownSchema(ctx)
  const fields = mappingProblems(mappings, schema)
  if (Object.keys(fields).length > 0) throw new AppError("invalid", "Some lines do not fit the account.", { fields })
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  await writeSetting(ctx, crmSettings(ctx.crm), { ...settings, mappings })
  const now = ctx.now().toISOString()
  if (schema)
    await ctx.db
      .update(crmSchemas)
      .set({ drift: driftOf(schema, mappings, { since: now, hasUniqueKeys: ctx.crm.definition.capabilities.findsByKey }) })
      .where(eq(crmSchemas.provider, ctx.crm.name))
  await recheckLinked(ctx)
}

export async function readMappings(ctx: CrmCtx): Promise<{ mappings: FieldMapping[]; schema: CrmSchema | null }> {
  requirePermission(ctx, "sync.manage")
  const [{ mappings }, schema] = [await readSetting(ctx.db, crmSettings(ctx.crm)), await knownSchema(ctx)]
  return { mappings, schema }
}
