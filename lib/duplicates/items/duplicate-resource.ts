import { z } from "zod"
import { LeadSummary } from "@/lib/leads/lead-views"
import { DuplicateView } from "./duplicate-view"

/** A review item in REST: lead ids, and the leads themselves beside them. */
export const DuplicateResource = DuplicateView.extend({
  leads: z.array(z.uuid()).describe("Ids: the two leads of a pair; the one lead of a split"),
  summaries: z.array(LeadSummary).describe("The leads as they are today, survivors of any merge since"),
}).meta({ id: "DuplicateItem" })

/** An open item refers to current leads; a decided one to those it was about. */
export function duplicateResource({ leads, ...item }: DuplicateView): z.infer<typeof DuplicateResource> {
  const isOpen = item.status === "pending" || item.status === "later"
  return { ...item, leads: (isOpen ? leads : item.about).map(({ id }) => id), summaries: leads }
}
