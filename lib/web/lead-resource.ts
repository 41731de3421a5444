import { z } from "zod"
import { listLeadTasks } from "@/lib/followups/tasks/queries"
import { TaskView } from "@/lib/followups/tasks/task-view"
import { getLead } from "@/lib/leads/get-lead"
import { LeadDetail } from "@/lib/leads/lead-views"
import { recordReads } from "@/lib/leads/record-read"
import type { Ctx } from "@/lib/platform/context"

/** A lead as REST answers it: the lead and its tasks. */
export const LeadResource = LeadDetail.extend({
  tasks: z.array(TaskView).describe("The open ones, soonest first, then the latest closed ones"),
}).meta({ id: "Lead" })

export async function readLeadResource(ctx: Ctx, { leadId }: { leadId: string }): Promise<z.infer<typeof LeadResource>> {
  const lead = await getLead(ctx, { leadId })
  await recordReads(ctx, [lead.id], "api")
  return { ...lead, tasks: await listLeadTasks(ctx.db, lead.id) }
}
