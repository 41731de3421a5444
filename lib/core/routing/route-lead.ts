import type { Role } from "@/lib/core/lead-states"
import type { LeadFacts } from "./lead-facts"
import { matchRule } from "./match-rule"
import type { RoutingConfig, RoutingPool, RoutingRule } from "./routing-config"
import { afterTurn, whoseTurn, type Turns } from "./turns"
import type { WorkingTime } from "@/lib/core/working-time/calendar"
import { isWorking } from "@/lib/core/working-time/working-time"

/**
 * Who gets a lead, and why.
 *
 * Rules are evaluated in order. A rule that matches names candidates; eligible are those who are active, available, not
 * out of office and under both caps, and round robin chooses among them. An agent named by a rule (or the customer's
 * previous agent) is replaced by their cover while away; in a team the next agent is enough. When a rule finds no
 * agent, the next one is evaluated, or the lead waits, as the rule says. A lead that no agent can take waits with its
 * reason. Keeping the owner is not a new assignment, so caps do not separate a customer from their agent.
 *
 * The same input always gives the same result. The receipt says which rules were evaluated and who was skipped for
 * what.
 */
export type Agent = {
  id: string
  name: string
  role: Role
  isActive: boolean
  takesLeads: boolean
  languages: readonly string[]
  /** 1 is an equal share, 2 a double one. */
  weight: number
  openMax: number | null
  newPerDayMax: number | null
  /** Own hours; null means the team's. */
  calendar: WorkingTime | null
  absence: { until: Date; deputyId: string | null } | null
}

/** Counted only where there is a cap, and up to it. */
export type Load = { open: number; today: number }

export type RoutingState = { loads: Readonly<Record<string, Load>>; turns: Turns }

const SKIP_REASONS = ["gone", "paused", "away", "open_cap", "day_cap", "language", "off_hours", "excluded"] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** One rule that was evaluated. `skipped` names the agents it skipped. */
export type RoutingStep = { rule: string; matched: boolean; why: string; skipped?: { name: string; why: SkipReason; detail?: string }[] }

export type RoutingDecision = {
  ownerId: string | null
  /** Id of the rule that decided; null when none did. */
  rule: string | null
  /** One sentence for people. */
  reason: string
  receipt: RoutingStep[]
  /** The owner stays: nothing is assigned and no turn is used. */
  isKept: boolean
}

type RoutingOptions = {
  now: Date
  calendar: WorkingTime
  /** An agent who must not get it: its owner, when the lead is taken from them. */
  exceptId?: string | undefined
}

export function routeLead(
  facts: LeadFacts,
  config: RoutingConfig,
  agents: readonly Agent[],
  state: RoutingState,
  options: RoutingOptions,
): RoutingDecision {
  const receipt: RoutingStep[] = []
  const inOrder = agents.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const context: RoutingContext = { config, state, options, byId: new Map(inOrder.map((agent) => [agent.id, agent])) }
  for (const rule of config.rules) {
    if (!rule.isEnabled) continue
    const match = matchRule(rule.when, facts)
    const step: RoutingStep = { rule: rule.name, ...match }
    receipt.push(step)
    if (!match.matched) continue
    if (rule.target.kind === "overflow")
      return { ownerId: null, rule: rule.id, reason: `“${rule.name}” lets it wait for a person to decide.`, receipt, isKept: false }
    const found = askRule(context, rule, facts, step)
    if (found) return { ownerId: found.agent.id, rule: rule.id, reason: found.reason, receipt, isKept: found.isKept }
    if (rule.ifNobody === "wait")
      return { ownerId: null, rule: rule.id, reason: `Nobody in “${rule.name}” can take it now.`, receipt, isKept: false }
  }
  return { ownerId: null, rule: null, reason: whyNobody(receipt), receipt, isKept: false }
}

/** The state after a decision, for the next lead of the batch. */
export function afterDecision(state: RoutingState, agents: readonly Agent[], { ownerId, isKept }: RoutingDecision): RoutingState {
  const agent = agents.find(({ id }) => id === ownerId)
  if (!agent || isKept) return state
  const load = state.loads[agent.id] ?? { open: 0, today: 0 }
  const loads = { ...state.loads, [agent.id]: { open: load.open + 1, today: load.today + 1 } }
  return { loads, turns: afterTurn(state.turns, agent) }
}

type RoutingContext = { config: RoutingConfig; state: RoutingState; options: RoutingOptions; byId: ReadonlyMap<string, Agent> }
type Found = { agent: Agent; reason: string; isKept: boolean }

function askRule(context: RoutingContext, rule: RoutingRule, facts: LeadFacts, step: RoutingStep): Found | null {
  const { target } = rule
  if (target.kind === "keep") return keepOwner(context, rule, facts, step)
  if (target.kind === "added_by") return askAdder(context, rule, facts, step)
  if (target.kind === "people") return askPeople(context, rule, target.userIds, step)
  if (target.kind !== "pool") return null
  const pool = context.config.pools.find(({ id }) => id === target.poolId)
  const members = [...context.byId.values()].filter((agent) => pool && isMember(pool, agent))
  const able = members.filter((agent) => isAble(context, agent, step))
  const speaking = able.filter(({ languages }) => facts.language === null || languages.includes(facts.language))
  if (target.speaks === "require") {
    for (const agent of able) if (!speaking.includes(agent)) skip(step, agent, "language", facts.language ?? undefined)
  }
  const willing = target.speaks === "any" ? able : target.speaks === "require" || speaking.length > 0 ? speaking : able
  const speaks = target.speaks !== "any" && facts.language !== null && speaking.length > 0 ? `, speaks ${facts.language}` : ""
  return takeTurn(context, rule, willing, step, `in turn in ${pool?.name ?? "the pool"}${speaks}`)
}

const isMember = (pool: RoutingPool, { id, role }: Agent): boolean => pool.roles.includes(role) || pool.userIds.includes(id)

function askPeople(context: RoutingContext, rule: RoutingRule, ids: readonly string[], step: RoutingStep): Found | null {
  const available = ids.flatMap((id) => {
    const agent = context.byId.get(id)
    if (!agent) return []
    return agent.absence ? (deputyOf(context, agent, step) ?? []) : agent
  })
  const able = [...new Set(available)].filter((agent) => isAble(context, agent, step))
  return takeTurn(context, rule, able, step, "named by the rule")
}

/** Only an agent: a manager who enters a walk-in hands it to the team. */
function askAdder(context: RoutingContext, rule: RoutingRule, { addedById }: LeadFacts, step: RoutingStep): Found | null {
  const adder = addedById === null ? undefined : context.byId.get(addedById)
  if (!adder || (adder.role !== "agent" && adder.role !== "senior_agent")) {
    step.matched = false
    step.why = adder ? `${adder.name} takes no leads by role` : "nobody added it by hand"
    return null
  }
  if (!isAble(context, adder, step)) return null
  return { agent: adder, reason: `${rule.name}: ${adder.name} added it.`, isKept: false }
}

function keepOwner(context: RoutingContext, rule: RoutingRule, facts: LeadFacts, step: RoutingStep): Found | null {
  const owner = context.byId.get(facts.ownerId ?? facts.earlierOwnerId ?? "")
  if (!owner) {
    step.why = `${step.why}; nobody had it before`
    return null
  }
  if (owner.absence) {
    const deputy = deputyOf(context, owner, step)
    if (!deputy || !isAble(context, deputy, step)) return null
    return { agent: deputy, reason: `${rule.name}: ${deputy.name} stands in for ${owner.name}.`, isKept: false }
  }
  const isKept = owner.id === facts.ownerId && owner.isActive && owner.id !== context.options.exceptId
  if (!isKept && !isAble(context, owner, step)) return null
  return { agent: owner, reason: `${rule.name}: ${owner.name} had this customer before.`, isKept }
}

/** The cover for an agent, through covers who are away themselves; null when they cover for each other. */
function deputyOf(context: RoutingContext, agent: Agent, step: RoutingStep): Agent | null {
  const seen = new Set<string>()
  let standIn: Agent | undefined = agent
  while (standIn?.absence && !seen.has(standIn.id)) {
    seen.add(standIn.id)
    skip(step, standIn, "away", standIn.absence.until.toISOString())
    standIn = standIn.absence.deputyId === null ? undefined : context.byId.get(standIn.absence.deputyId)
  }
  return standIn && !seen.has(standIn.id) ? standIn : null
}

function takeTurn(context: RoutingContext, rule: RoutingRule, able: readonly Agent[], step: RoutingStep, how: string): Found | null {
  const { workingHours } = context.config
  const atWork = workingHours === "ignore" ? able : able.filter((agent) => isAtWork(context, agent))
  for (const agent of able) if (workingHours === "require" && !atWork.includes(agent)) skip(step, agent, "off_hours")
  const candidates = atWork.length > 0 || workingHours === "require" ? atWork : able
  const agent = whoseTurn(context.state.turns, candidates)
  if (!agent) return null
  const load = context.state.loads[agent.id]?.open ?? 0
  const share = agent.openMax === null ? "" : `, ${load}/${agent.openMax} open`
  return { agent, reason: `${rule.name}: ${agent.name} is ${how}${share}.`, isKept: false }
}

const isAtWork = ({ options }: RoutingContext, { calendar }: Agent): boolean => isWorking(calendar ?? options.calendar, options.now)

/** Why an agent cannot take one more lead now, with the detail; null when they can. */
function obstacle(agent: Agent, { open, today }: Load): [SkipReason, string?] | null {
  if (!agent.isActive) return ["gone"]
  if (!agent.takesLeads) return ["paused"]
  if (agent.absence) return ["away", agent.absence.until.toISOString()]
  if (agent.openMax !== null && open >= agent.openMax) return ["open_cap", `${open}/${agent.openMax}`]
  if (agent.newPerDayMax !== null && today >= agent.newPerDayMax) return ["day_cap", `${today}/${agent.newPerDayMax}`]
  return null
}

const NO_LOAD: Load = { open: 0, today: 0 }

/** Whether any agent could take a lead. */
export const hasRoom = (agents: readonly Agent[], { loads }: RoutingState): boolean =>
  agents.some((agent) => obstacle(agent, loads[agent.id] ?? NO_LOAD) === null)

/** Active, available, present and under both caps; others are recorded in the receipt. */
function isAble({ state, options }: RoutingContext, agent: Agent, step: RoutingStep): boolean {
  const found: [SkipReason, string?] | null =
    agent.id === options.exceptId ? ["excluded"] : obstacle(agent, state.loads[agent.id] ?? NO_LOAD)
  if (found) skip(step, agent, found[0], found[1])
  return found === null
}

const SKIPPED_MAX = 25

function skip(step: RoutingStep, { name }: Agent, why: SkipReason, detail?: string): void {
  step.skipped ??= []
  if (step.skipped.length < SKIPPED_MAX && !step.skipped.some((known) => known.name === name && known.why === why))
    step.skipped.push({ name, why, ...(detail === undefined ? {} : { detail }) })
}

function whyNobody(receipt: readonly RoutingStep[]): string {
  const asked = receipt.filter(({ matched }) => matched)
  if (asked.length === 0) return "No rule matches this lead."
  const passed = asked.flatMap(({ skipped }) => skipped ?? [])
  if (passed.length === 0) return "The rules that match name nobody who could take it."
  if (passed.every(({ why }) => why === "off_hours")) return "Nobody is at work; it is given out when working hours begin."
  return "Everybody who could take it is full or away."
}
