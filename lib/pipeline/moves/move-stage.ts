import { z } from "zod"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { CHECKLIST_PREFIX } from "@/lib/core/stages"
import { CONTACT_MEANS } from "@/lib/leads/contact/contact-event"
import type { MoveLead } from "./move-lead"

const Text = z.string().trim().max(2000)
const Yes = z.union([z.literal(true), z.stringFormat("yes", /^(true|yes|done|1)$/i)])

/** Any name a gate returned can be sent back with its value, in one object. */
const Values = z
  .strictObject({
    ...Object.fromEntries(LEAD_FIELDS.map((field) => [field, Text.optional()])),
    bookingReference: Text.max(100).optional().describe("A booking from outside the rental system's events"),
    booking: Text.max(100).optional().describe("The same, by the name the gate uses"),
    reason: Text.max(500).optional().describe("The same as `reason` beside `values`"),
    contactAttempts: z.enum(CONTACT_MEANS).optional().describe("Logs a contact of ours with the move, and how it went"),
    reached: z.enum(CONTACT_MEANS).optional().describe("The same: a contact by which the person was spoken to"),
    amount: z
      .union([Text, z.number().nonnegative().transform(String)])
      .optional()
      .describe("In AED"),
  })
  .catchall(Yes)
  .superRefine((values, check) => {
    for (const name of Object.keys(values).filter((name) => !KNOWN.has(name) && !name.startsWith(CHECKLIST_PREFIX)))
      check.addIssue({ code: "custom", path: [name], message: "There is no field of this name." })
  })
  .describe(`Fields that the gate asks for, by their names; checklist items as "${CHECKLIST_PREFIX}<item>": true`)

const KNOWN = new Set<string>([...LEAD_FIELDS, "bookingReference", "booking", "reason", "contactAttempts", "reached"])

/** The body of `POST /leads/{id}/stage`. `values` fills what the gate asks for, in the same request. */
export const MoveStage = z
  .object({
    to: z.enum(STAGE_IDS),
    from: z.enum(STAGE_IDS).optional().describe("The stage you saw; `conflict` when the lead has moved since"),
    reason: z.string().trim().max(500).optional().describe("Required for `lost` (one of the list, or your own words) and for an override"),
    note: z.string().trim().max(1000).optional().describe("What there is to say beside the reason"),
    override: z.boolean().optional().describe("Managers only; needs a reason"),
    values: Values.optional(),
  })
  .meta({ id: "MoveStage" })
export type MoveStage = z.infer<typeof MoveStage>

/** The move of a request body. */
export function moveOfBody({ to, from, reason, note, override, values = {} }: MoveStage): Omit<MoveLead, "leadId" | "via"> {
  const given = values as Record<string, string | true | undefined>
  const fields = LEAD_FIELDS.flatMap((field) => (typeof given[field] === "string" ? [[field, given[field]]] : []))
  const booking = given["bookingReference"] ?? given["booking"]
  const said = reason ?? given["reason"]
  const contact = CONTACT_MEANS.find((means) => means === (given["reached"] ?? given["contactAttempts"]))
  return {
    to,
    from,
    note,
    override,
    ...(typeof said === "string" ? { reason: said } : {}),
    ...(contact === undefined ? {} : { contact }),
    ...(typeof booking === "string" ? { bookingReference: booking } : {}),
    values: Object.fromEntries(fields) as MoveLead["values"],
    checklist: Object.keys(given).flatMap((name) => (name.startsWith(CHECKLIST_PREFIX) ? [name.slice(CHECKLIST_PREFIX.length)] : [])),
  }
}
