"use server"

import { refresh } from "next/cache"
import { ofCrm, withCrm } from "@/lib/sync/connection/crm-connection"
import { SaveDealRule, saveDealRule } from "@/lib/sync/save-deal-rule"
import { SaveMappings, saveMappings } from "@/lib/sync/save-mappings"
import { SaveOwners, saveOwners } from "@/lib/sync/save-owners"
import { memberAction } from "@/lib/web/action"

export const saveMappingsAction = memberAction
  .metadata({ name: "sync.save_mappings" })
  .inputSchema(ofCrm(SaveMappings))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    await saveMappings(await withCrm(ctx, crm), input)
    refresh()
  })

export const saveOwnersAction = memberAction
  .metadata({ name: "sync.save_owners" })
  .inputSchema(ofCrm(SaveOwners))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    const count = await saveOwners(await withCrm(ctx, crm), input)
    refresh()
    return count
  })

export const saveDealRuleAction = memberAction
  .metadata({ name: "sync.save_deal_rule" })
  .inputSchema(ofCrm(SaveDealRule))
  .action(async ({ ctx, parsedInput: { crm, input } }) => {
    await saveDealRule(await withCrm(ctx, crm), input)
    refresh()
  })
