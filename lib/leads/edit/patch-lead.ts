import { z } from "zod"

const Field = z.string().trim().max(2000).nullable().optional()

/** The body of `PATCH /leads/{id}`: a field is set, or cleared with null; a phone or an email is added. */
export const PatchLead = z
  .strictObject({
    name: Field,
    company: Field,
    country: Field,
    emirate: Field,
    language: Field,
    vehicle: Field,
    vehicle_class: Field,
    pickup_date: Field,
    return_date: Field,
    budget: Field,
    amount: Field.describe("What the rental is worth, in AED"),
    referred_by: Field,
    notes: Field,
    phone: z.string().trim().max(200).optional().describe("Added to the lead; `conflict` when another lead has it"),
    email: z.string().trim().max(254).optional(),
    version: z.number().int().optional().describe("The version you saw; `conflict` when a colleague changed the same fields since"),
  })
  .meta({ id: "PatchLead" })
