import { z } from "zod"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"

/** The body of `POST /leads/{id}/stage`. `values` fills what the gate asks for, in the same request. */
export const MoveStage = z
  .object({
    to: z.enum(STAGE_IDS),
    reason: z.string().trim().max(500).optional().describe("Required for `lost` and for an override"),
    override: z.boolean().optional().describe("Managers only; needs a reason"),
    values: z.partialRecord(z.enum([...LEAD_FIELDS, "bookingReference"]), z.string().trim().max(2000)).optional(),
  })
  .meta({ id: "MoveStage" })
