import { z } from "zod"
import { ConsentRules } from "@/lib/core/privacy/consent-gate"
import { RetentionRules } from "@/lib/core/privacy/retention"
import type { Setting } from "./setting"

export const PrivacyRules = z.object({
  /** An erased person is kept out of later lists and replays. */
  suppression: z.boolean().default(true),
  consent: ConsentRules.prefault({}),
  retention: RetentionRules.prefault({}),
})
export type PrivacyRules = z.infer<typeof PrivacyRules>

export const PRIVACY: Setting<PrivacyRules> = { key: "privacy", schema: PrivacyRules }
