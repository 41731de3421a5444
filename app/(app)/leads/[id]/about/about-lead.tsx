import { readLeadFacts } from "@/lib/leads/get-lead"
import { readFieldValues } from "@/lib/leads/lead-history"
import { readLead } from "../read-lead"
import { LeadFacts } from "./lead-facts"

/** Who this is, where each value is from, and what they had from us. */
export async function AboutLead({ id }: { id: string }) {
  const { ctx, lead } = await readLead(id)
  const [facts, values] = await Promise.all([readLeadFacts(ctx, { leadId: lead.id }), readFieldValues(ctx, { leadId: lead.id })])
  return <LeadFacts lead={{ ...lead, ...facts }} values={values} />
}
