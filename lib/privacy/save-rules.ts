import { PrivacyRules, PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import type { Ctx } from "@/lib/platform/context"
import { queueHeldBack } from "@/lib/sync/queue/queue-pushes"
import { requirePermission } from "@/lib/platform/permissions"

/** The rules of privacy in force: suppression, consent and retention. */
export async function readPrivacyRules(ctx: Ctx): Promise<PrivacyRules> {
  requirePermission(ctx, "privacy.manage")
  return await readSetting(ctx.db, PRIVACY)
}

/**
 * Replaces the rules; an admin's, and in the audit log with what they were before. Leads that were kept out of a CRM for want of
 * consent are looked at again.
 */
export async function savePrivacyRules(ctx: Ctx, rules: PrivacyRules): Promise<PrivacyRules> {
  const saved = await writeSetting(ctx, PRIVACY, rules)
  await queueHeldBack(ctx.db, ctx.now())
  return saved
}
