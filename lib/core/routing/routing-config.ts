import { z } from "zod"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS, ROLES } from "@/lib/core/lead-states"
import { EMIRATES } from "./lead-facts"

/**
 * Routing rules as data. Rules are evaluated in order; the first that matches and finds an agent decides. An empty
 * condition always matches; the values within one condition are alternatives, and all conditions must match.
 */
const Word = z.string().trim().toLowerCase().min(1).max(60)

export const RuleConditions = z.object({
  channels: z.array(z.enum(CHANNELS)).default([]),
  languages: z.array(z.string().regex(/^[a-z]{2}$/, "A language is a two-letter code, e.g. ar.")).default([]),
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, "A country is a two-letter code, e.g. AE.")).default([]),
  emirates: z.array(z.enum(EMIRATES)).default([]),
  /** Words that the vehicle or its class contains. */
  vehicles: z.array(Word).default([]),
  bands: z.array(z.enum(BANDS)).default([]),
  customer: z.enum(["any", "new", "returning"]).default("any"),
  /** Words or phrases in what the person wrote. */
  keywords: z.array(Word).default([]),
})
export type RuleConditions = z.infer<typeof RuleConditions>

/** `prefer`: agents who speak the lead's language first, the others when none of them can take it. */
const SPEAKS = ["any", "prefer", "require"] as const

export const RuleTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("people"), userIds: z.array(z.uuid()).min(1, "Name at least one person.") }),
  z.object({ kind: z.literal("pool"), poolId: z.string().min(1), speaks: z.enum(SPEAKS).default("prefer") }),
  /** The customer's previous agent. */
  z.object({ kind: z.literal("keep") }),
  /** The colleague who added it by hand, if they take leads. */
  z.object({ kind: z.literal("added_by") }),
  /** No one for now: it waits where a manager sees it. */
  z.object({ kind: z.literal("overflow") }),
])
export type RuleTarget = z.infer<typeof RuleTarget>

export const RoutingRule = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1, "A rule needs a name.").max(80),
  isEnabled: z.boolean().default(true),
  when: RuleConditions.default(() => RuleConditions.parse({})),
  target: RuleTarget,
  /** When no agent the rule names can take it: evaluate the next rule, or let the lead wait. */
  ifNobody: z.enum(["next", "wait"]).default("next"),
})
export type RoutingRule = z.infer<typeof RoutingRule>

export const RoutingPool = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1, "A pool needs a name.").max(80),
  /** Everyone with these roles, and the people named. */
  roles: z.array(z.enum(ROLES)).default([]),
  userIds: z.array(z.uuid()).default([]),
})
export type RoutingPool = z.infer<typeof RoutingPool>

const FIRST_RULES = [
  { id: "returning", name: "Returning customers stay with their agent", when: { customer: "returning" }, target: { kind: "keep" } },
  { id: "by_hand", name: "Leads added by hand stay with whoever added them", when: {}, target: { kind: "added_by" } },
  { id: "high", name: "High priority goes to seniors", when: { bands: ["high"] }, target: { kind: "pool", poolId: "seniors" } },
  { id: "everybody", name: "Everybody takes turns", when: {}, target: { kind: "pool", poolId: "everybody" } },
]

const FIRST_POOLS = [
  { id: "everybody", name: "Everybody in sales", roles: ["agent", "senior_agent"] },
  { id: "seniors", name: "Seniors", roles: ["senior_agent"] },
]

export const RoutingConfig = z
  .object({
    rules: z
      .array(RoutingRule)
      .max(60)
      .default(() => z.array(RoutingRule).parse(FIRST_RULES)),
    pools: z
      .array(RoutingPool)
      .max(40)
      .default(() => z.array(RoutingPool).parse(FIRST_POOLS)),
    /** `prefer`: agents at work first. `require`: a lead of the night waits for the morning. */
    workingHours: z.enum(["ignore", "prefer", "require"]).default("prefer"),
    /**
     * When a junior's lead becomes high priority: it moves to a senior, moves only while it is untouched, or a manager
     * is notified.
     */
    whenHigh: z.enum(["move", "move_untouched", "notify", "off"]).default("move_untouched"),
  })
  .superRefine(({ rules, pools }, issues) => {
    const poolIds = new Set(pools.map(({ id }) => id))
    const complain = (path: (string | number)[], message: string) => issues.addIssue({ code: "custom", path, message })
    if (poolIds.size < pools.length) complain(["pools"], "Two pools have one id.")
    if (new Set(rules.map(({ id }) => id)).size < rules.length) complain(["rules"], "Two rules have one id.")
    for (const [at, { target }] of rules.entries())
      if (target.kind === "pool" && !poolIds.has(target.poolId))
        complain(["rules", at, "target"], "There is no such pool; a pool that a rule uses cannot be removed.")
  })
export type RoutingConfig = z.infer<typeof RoutingConfig>
