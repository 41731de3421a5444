import { z } from "zod"
import { LeadSummary } from "@/lib/leads/lead-views"
import { DuplicateView } from "./duplicate-view"

/** A question as REST answers it: leads by their ids, and the leads themselves beside them. */
export const DuplicateResource = DuplicateView.extend({
  leads: z.array(z.uuid()).describe("Ids: the two leads of a pair; the one lead of a split"),
  summaries: z.array(LeadSummary).describe("The leads as they are today, survivors of any merge since"),
}).meta({ id: "DuplicateItem" })

/** An open question names leads that live; an answered one names those that it was asked about. */
export function duplicateResource({ leads, ...item }: DuplicateView): z.infer<typeof DuplicateResource> {
  const isOpen = item.status === "pending" || item.status === "later"
  return { ...item, leads: (isOpen ? leads : item.about).map(({ id }) => id), summaries: leads }
}
