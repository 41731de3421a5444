import { eq, inArray } from "drizzle-orm"
import { z } from "zod"
import { leads, users } from "@/db/schema"
import { HOOK_EVENT_TYPES, type HookEventType, type HookFacts } from "@/lib/core/hooks/hook-events"
import { rowView } from "@/lib/leads/list-leads"
import { LeadSummary } from "@/lib/leads/lead-views"
import type { Ctx } from "@/lib/platform/context"

const Ids = z.object({ id: z.uuid() })

/** What is posted. The lead is as it is when it is sent: a retry tells the newest, and nothing of an erased person is kept for it. */
export const HookPayload = z
  .object({
    type: z.enum(HOOK_EVENT_TYPES),
    timestamp: z.iso.datetime().describe("When it happened"),
    data: z.object({
      lead: z
        .union([LeadSummary.extend({ company: z.string().nullable(), vehicle: z.string().nullable() }), Ids])
        .describe("The id alone once the person was erased, or while processing is restricted"),
      stage: z.string().optional().describe("The stage entered"),
      score: z.object({ before: z.number().int(), after: z.number().int() }).optional(),
      mergedInto: z.uuid().optional().describe("The lead that it is part of now"),
      duplicate: z.object({ id: z.uuid(), otherLeadId: z.uuid().nullable(), reason: z.string() }).optional(),
      task: z.object({ id: z.uuid(), assigneeId: z.uuid().nullable() }).optional(),
      consents: z.array(z.object({ purpose: z.string(), given: z.boolean() })).optional(),
    }),
  })
  .meta({ id: "HookPayload" })
export type HookPayload = z.infer<typeof HookPayload>

type Told = { type: HookEventType; leadId: string; facts: HookFacts; createdAt: Date }

export const payloadOf = (
  { type, leadId, facts, createdAt }: Told,
  known: ReadonlyMap<string, HookPayload["data"]["lead"]>,
): HookPayload => ({
  type,
  timestamp: createdAt.toISOString(),
  data: { lead: known.get(leadId) ?? { id: leadId }, ...facts },
})

/** The leads as REST lists them; none that was erased, merged away or restricted. */
export async function readHookLeads(
  { db }: Pick<Ctx, "db">,
  leadIds: readonly string[],
): Promise<Map<string, HookPayload["data"]["lead"]>> {
  const rows = await db
    .select({ lead: leads, ownerName: users.name })
    .from(leads)
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(inArray(leads.id, [...new Set(leadIds)]))
  return new Map(
    rows.flatMap(({ lead, ownerName }) =>
      lead.state !== "active" || lead.restrictedAt !== null ? [] : [[lead.id, summaryOf(rowView(lead, ownerName))] as const],
    ),
  )
}

function summaryOf({ firstChannel: _channel, country: _country, ...summary }: ReturnType<typeof rowView>) {
  return summary
}
