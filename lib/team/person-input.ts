import { z } from "zod"
import { ROLES } from "@/lib/core/lead-states"
import { WorkingHours } from "@/lib/core/routing/working-hours"

/** A colleague's settings by an admin, in one shape for adding and editing. */
export const PersonFields = z.object({
  name: z.string().trim().min(1, "Give a name.").max(100),
  role: z.enum(ROLES),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, "A language is a two-letter code, e.g. ar."))
    .max(20)
    .transform((languages) => [...new Set(languages)]),
  takesLeads: z.boolean(),
  weight: z.number().int().min(1).max(10),
  openMax: z.number().int().min(0).max(5000).nullable(),
  newPerDayMax: z.number().int().min(0).max(5000).nullable(),
  /** Null means the team's hours. */
  hours: WorkingHours.nullable(),
})
export type PersonFields = z.infer<typeof PersonFields>
