import { PrivacyRules, PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

/** The rules of privacy in force: suppression, consent and retention. */
export async function readPrivacyRules(ctx: Ctx): Promise<PrivacyRules> {
  requirePermission(ctx, "privacy.manage")
  return await readSetting(ctx.db, PRIVACY)
}

/** Replaces the rules; an admin's, and in the audit log with what they were before. */
export async function savePrivacyRules(ctx: Ctx, rules: PrivacyRules): Promise<PrivacyRules> {
  return await writeSetting(ctx, PRIVACY, rules)
}
