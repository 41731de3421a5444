import { cache } from "react"
import { readLeadTimeline } from "@/lib/leads/get-lead"
import { readLead } from "../read-lead"

/** Touchpoints and conversations, read once a request: the score links to the touchpoints that the timeline shows. */
export const readStory = cache(async (id: string) => {
  const { ctx, lead } = await readLead(id)
  return await readLeadTimeline(ctx, { leadId: lead.id })
})
