"use server"

import { refresh } from "next/cache"
import { after } from "next/server"
import { RetentionRules } from "@/lib/core/privacy/retention"
import { PrivacyRules } from "@/lib/platform/settings/privacy-setting"
import { restrictLead, RestrictLead } from "@/lib/leads/edit/restrict-lead"
import { ErasePerson, erasePerson } from "@/lib/privacy/erase/erase-person"
import { previewRetention } from "@/lib/privacy/retention/preview-retention"
import { savePrivacyRules } from "@/lib/privacy/save-rules"
import { memberAction } from "@/lib/web/action"

export const erasePersonAction = memberAction
  .metadata({ name: "lead.erase" })
  .inputSchema(ErasePerson)
  .action(async ({ ctx, parsedInput }) => {
    // The page it was done on may be the person's own, which is gone: the screen goes on to the list of erasures.
    await erasePerson(ctx, parsedInput, after)
  })

export const restrictLeadAction = memberAction
  .metadata({ name: "lead.restrict" })
  .inputSchema(RestrictLead)
  .action(async ({ ctx, parsedInput }) => {
    await restrictLead(ctx, parsedInput)
    refresh()
  })

export const previewRetentionAction = memberAction
  .metadata({ name: "retention.preview" })
  .inputSchema(RetentionRules)
  .action(async ({ ctx, parsedInput }) => await previewRetention(ctx, parsedInput))

export const savePrivacyRulesAction = memberAction
  .metadata({ name: "setting.privacy" })
  .inputSchema(PrivacyRules)
  .action(async ({ ctx, parsedInput }) => {
    await savePrivacyRules(ctx, parsedInput)
    refresh()
  })
