import { z } from "zod"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS, LEAD_KINDS, STAGE_IDS } from "@/lib/core/lead-states"
import { addressOf, listOf } from "./address"

/** The filters of a list of leads; the same in the table's address, in REST and in the export. */
export const LeadFilter = z.object({
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe(
      "A name in any script and spelling, a phone in any format or its last digits, part of an email, a booking or a conversation; names that only sound alike come last",
    ),
  phone: z.string().trim().max(100).optional(),
  email: z.string().trim().max(254).optional(),
  stage: listOf(z.enum(STAGE_IDS)),
  owner: listOf(z.union([z.uuid(), z.enum(["me", "none"])])),
  channel: listOf(z.enum(CHANNELS)),
  band: listOf(z.enum(BANDS)),
  kind: listOf(z.enum(LEAD_KINDS)),
  from: z.iso.date().optional().describe("First touch on or after this day"),
  restricted: z.union([z.boolean(), z.stringbool()]).optional().describe("Leads whose processing is restricted, or all others"),
  to: z.iso.date().optional().describe("First touch on or before this day"),
})
export type LeadFilter = z.infer<typeof LeadFilter>

export const LEAD_SORTS = ["last_activity", "first_touch", "oldest", "score", "name"] as const

export const leadsAddress = addressOf("/leads", {
  ...LeadFilter.shape,
  sort: z.enum(LEAD_SORTS),
  cursor: z.string().max(500),
})
