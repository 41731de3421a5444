"use server"

import { refresh } from "next/cache"
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
    await erasePerson(ctx, parsedInput)
    refresh()
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
