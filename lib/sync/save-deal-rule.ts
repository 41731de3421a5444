import { z } from "zod"
import { DEAL_RULES, type DealRule } from "@/lib/core/sync/deal-rule"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import type { CrmCtx } from "./connection/crm-connection"
import { crmSettings } from "./connection/crm-settings"
import { recheckLinked } from "./reconcile/recheck-linked"

export const SaveDealRule = z.object({ dealRule: z.enum(DEAL_RULES) })

/** Deals that are there already stay; leads that now qualify get theirs. */
export async function saveDealRule(ctx: CrmCtx, input: z.infer<typeof SaveDealRule>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { dealRule } = SaveDealRule.parse(input)
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  await writeSetting(ctx, crmSettings(ctx.crm), { ...settings, dealRule })
  await recheckLinked(ctx)
}

export async function readDealRule(ctx: CrmCtx): Promise<DealRule> {
  requirePermission(ctx, "sync.manage")
  return (await readSetting(ctx.db, crmSettings(ctx.crm))).dealRule
}
