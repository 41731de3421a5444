import { z } from "zod"
import type { Ctx } from "@/lib/platform/context"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { EMIRATES, readLanguage } from "@/lib/core/routing/lead-facts"
import { routeLead, type RoutingDecision } from "@/lib/core/routing/route-lead"
import { RoutingConfig } from "@/lib/core/routing/routing-config"
import { requirePermission } from "@/lib/platform/permissions"
import { readAssignmentState } from "./read-assignment-state"

const orNull = <T extends z.ZodType>(schema: T) => schema.nullable().default(null)

export const SimulateRouting = z.object({
  channel: z.enum(CHANNELS),
  language: orNull(z.string().regex(/^[a-z]{2}$/)),
  country: orNull(z.string().regex(/^[A-Z]{2}$/, "A country is a two-letter code, e.g. AE.")),
  emirate: orNull(z.enum(EMIRATES)),
  vehicle: z.string().trim().max(100).default(""),
  band: z.enum(BANDS),
  isReturning: z.boolean().default(false),
  earlierOwnerId: orNull(z.uuid()),
  text: z.string().max(2000).default(""),
  /** Rules that are not saved yet; without them, those in force. */
  draft: RoutingConfig.optional(),
})
export type SimulateRouting = z.input<typeof SimulateRouting>

export type Simulation = Pick<RoutingDecision, "reason" | "rule"> & {
  owner: { id: string; name: string } | null
  steps: RoutingDecision["receipt"]
}

/** Where a lead would go now, with today's load and absences. Nothing is written, and no turn is used up. */
export async function simulateRouting(ctx: Ctx, input: SimulateRouting): Promise<Simulation> {
  requirePermission(ctx, "settings.read")
  const { draft, language, ...said } = SimulateRouting.parse(input)
  const now = ctx.now()
  const assignment = await readAssignmentState(ctx.db, now)
  const facts = {
    ...said,
    language: language ?? readLanguage(null, said.text, null),
    vehicle: said.vehicle.toLowerCase(),
    text: said.text.toLowerCase(),
    ownerId: null,
    addedById: null,
  }
  const decision = routeLead(facts, draft ?? assignment.config, assignment.agents, assignment.state, { now, calendar: assignment.calendar })
  const owner = assignment.agents.find(({ id }) => id === decision.ownerId)
  return {
    owner: owner ? { id: owner.id, name: owner.name } : null,
    rule: decision.rule,
    reason: decision.reason,
    steps: decision.receipt,
  }
}
