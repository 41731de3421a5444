import { z } from "zod"
import { HOOK_EVENT_TYPES, SAMPLE_LEAD_ID as ID, type HookEventType, type HookFacts } from "@/lib/core/hooks/hook-events"
import { listLeads } from "@/lib/leads/list-leads"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { payloadOf, readHookLeads, type HookPayload } from "./hook-payload"

export const ListSamples = z.object({ event: z.enum(HOOK_EVENT_TYPES) })

const SAMPLES = 3

const FACTS: Partial<Record<HookEventType, HookFacts>> = {
  "lead.stage_changed": { stage: "qualified" },
  "lead.score_changed": { score: { before: 35, after: 60 } },
  "lead.merged": { mergedInto: ID },
  "duplicate.flagged": { duplicate: { id: ID, otherLeadId: ID, reason: "same_name" } },
  "task.due": { task: { id: ID, assigneeId: null } },
  "consent.changed": { consents: [{ purpose: "marketing", given: true }] },
}

/** What an event looks like, with the newest leads in it: tools such as Zapier ask for it as a person sets a flow up. */
export async function listSamples(ctx: Ctx, input: z.infer<typeof ListSamples>): Promise<HookPayload[]> {
  requirePermission(ctx, "hooks.manage")
  const { event: type } = ListSamples.parse(input)
  const { data } = await listLeads(ctx, { limit: SAMPLES })
  const known = await readHookLeads(
    ctx,
    data.map(({ id }) => id),
  )
  const told = data.length > 0 ? data.map(({ id }) => id) : [ID]
  return told.map((leadId) => payloadOf({ type, leadId, facts: FACTS[type] ?? {}, createdAt: ctx.now() }, known))
}
