import { z } from "zod"

/**
 * How long each kind of data is kept, in days; null is for good. The defaults keep what is worked with and end what nobody
 * looks at any more. A rule deletes, or empties, what is older; lib/privacy/retention says what that is for each kind.
 */
const days = (standard: number | null) => z.number().int().min(1).max(3650).nullable().default(standard)

export const RetentionRules = z.object({
  event_bodies: days(365),
  dead_letters: days(180),
  unqualified_leads: days(null),
  lost_leads: days(null),
  import_files: days(30),
  import_rows: days(365),
  lead_reads: days(730),
  notifications: days(180),
  emails: days(365),
  crm_calls: days(14),
  crm_history: days(180),
  jobs: days(30),
})
export type RetentionRules = z.infer<typeof RetentionRules>
export type RetentionKind = keyof RetentionRules
export const RETENTION_KINDS = Object.keys(RetentionRules.shape) as RetentionKind[]
