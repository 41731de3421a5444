import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { LeadFacts } from "./lead-facts"
import { afterDecision, routeLead, type Agent, type RoutingDecision, type RoutingState } from "./route-lead"
import { RoutingConfig } from "./routing-config"
import { BLANK_STATE, DUBAI, sampleAgent, sampleConfig, sampleFacts } from "./sample-team"
import { ownCalendar } from "./working-hours"

const NOW = new Date("2026-03-02T08:00:00Z")
const OPTIONS = { now: NOW, calendar: DUBAI }
const EVERYBODY = { target: { kind: "pool", poolId: "everybody", speaks: "any" } }
const away = (deputyId: string | null = null) => ({ absence: { until: new Date("2026-03-10T00:00:00Z"), deputyId } })

/** Routes leads one after the other, each with the state the previous one left. */
function routeAll(leads: readonly LeadFacts[], config: RoutingConfig, agents: readonly Agent[], start: RoutingState = BLANK_STATE) {
  const decisions: RoutingDecision[] = []
  let state = start
  for (const facts of leads) {
    const decision = routeLead(facts, config, agents, state, OPTIONS)
    decisions.push(decision)
    state = afterDecision(state, agents, decision)
  }
  return { decisions, state }
}
const sameLeads = (count: number) => Array.from({ length: count }, () => sampleFacts())
const ownersOf = (decisions: readonly RoutingDecision[]) => decisions.map(({ ownerId }) => ownerId)

const anyAgent = (id: string): fc.Arbitrary<Agent> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id),
    role: fc.constantFrom("agent", "senior_agent", "manager"),
    isActive: fc.boolean(),
    takesLeads: fc.boolean(),
    languages: fc.subarray(["en", "ar", "ru"]),
    weight: fc.integer({ min: 1, max: 4 }),
    openMax: fc.option(fc.integer({ min: 0, max: 12 })),
    newPerDayMax: fc.option(fc.integer({ min: 0, max: 12 })),
    calendar: fc.constant(null),
    absence: fc.option(fc.record({ until: fc.constant(NOW), deputyId: fc.option(fc.constantFrom("a", "b", "c", "d")) })),
  }) as fc.Arbitrary<Agent>
const anyTeam = fc.tuple(anyAgent("a"), anyAgent("b"), anyAgent("c"), anyAgent("d"))
const anyLead: fc.Arbitrary<LeadFacts> = fc.record({
  channel: fc.constantFrom("website", "botspace", "ziwo"),
  language: fc.constantFrom(null, "en", "ar", "ru"),
  country: fc.constantFrom("AE", "IN", null),
  emirate: fc.constantFrom("dubai", null),
  vehicle: fc.constantFrom("", "nissan patrol", "economy"),
  band: fc.constantFrom("high", "normal", "nurture"),
  isReturning: fc.boolean(),
  text: fc.constantFrom("", "how much a month", "urgent today"),
  ownerId: fc.constantFrom(null, "a"),
  earlierOwnerId: fc.constantFrom(null, "b"),
  addedById: fc.constantFrom(null, "c"),
}) as fc.Arbitrary<LeadFacts>
const anyConfig = fc.constantFrom(
  sampleConfig([EVERYBODY]),
  RoutingConfig.parse({}),
  sampleConfig([
    { when: { languages: ["ar"] }, target: { kind: "pool", poolId: "everybody", speaks: "require" }, ifNobody: "wait" },
    { when: { customer: "returning" }, target: { kind: "keep" } },
    { when: { keywords: ["urgent"] }, target: { kind: "people", userIds: ["019cc0de-0000-7000-8000-000000000001"] } },
    EVERYBODY,
  ]),
)

describe("for every team, set of rules and stream of leads", () => {
  test("no agent gets a lead beyond a cap, while inactive, paused or absent", () => {
    fc.assert(
      fc.property(anyTeam, anyConfig, fc.array(anyLead, { maxLength: 60 }), (team, config, leads) => {
        const { decisions } = routeAll(leads, config, team)
        for (const agent of team) {
          const given = decisions.filter(({ ownerId, isKept }) => ownerId === agent.id && !isKept).length
          const limit = !agent.isActive || !agent.takesLeads || agent.absence ? 0 : Math.min(agent.openMax ?? 99, agent.newPerDayMax ?? 99)
          expect(given).toBeLessThanOrEqual(limit)
        }
        for (const { ownerId, isKept } of decisions)
          if (isKept) expect(team.find(({ id }) => id === ownerId)).toMatchObject({ isActive: true, absence: null })
      }),
    )
  })

  test("the same input gives the same result, and every result has a reason", () => {
    fc.assert(
      fc.property(anyTeam, anyConfig, fc.array(anyLead, { maxLength: 30 }), (team, config, leads) => {
        const once = routeAll(leads, config, team)
        expect(routeAll(leads, config, [...team].toReversed())).toEqual(once)
        for (const { reason } of once.decisions) expect(reason.length).toBeGreaterThan(10)
      }),
    )
  })

  test("a lead waits only when no agent named by its rules can take it", () => {
    fc.assert(
      fc.property(anyTeam, fc.array(anyLead, { maxLength: 40 }), (team, leads) => {
        const { decisions, state } = routeAll(leads, sampleConfig([EVERYBODY]), team)
        if (decisions.every(({ ownerId }) => ownerId !== null)) return
        for (const agent of team.filter(
          ({ role, isActive, takesLeads, absence }) => role !== "manager" && isActive && takesLeads && !absence,
        )) {
          const load = state.loads[agent.id] ?? { open: 0, today: 0 }
          expect(load.open >= (agent.openMax ?? Infinity) || load.today >= (agent.newPerDayMax ?? Infinity)).toBe(true)
        }
      }),
    )
  })

  test("equal agents differ by at most one lead, whatever they had before and whoever is absent for a while", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 50 }),
        (size, count, before) => {
          const ids = Array.from({ length: size }, (_, at) => `agent-${at}`)
          const team = ids.map((id) => sampleAgent(id))
          const first = routeAll(sameLeads(before), sampleConfig([EVERYBODY]), team.slice(1)).state
          const { decisions } = routeAll(sameLeads(count), sampleConfig([EVERYBODY]), team, first)
          const shares = ids.map((id) => decisions.filter(({ ownerId }) => ownerId === id).length)
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe("round robin", () => {
  test("a double weight is a double share", () => {
    const team = [sampleAgent("a", { weight: 2 }), sampleAgent("b"), sampleAgent("c")]
    const { decisions } = routeAll(sameLeads(40), sampleConfig([EVERYBODY]), team)
    expect(["a", "b", "c"].map((id) => ownersOf(decisions).filter((owner) => owner === id).length)).toEqual([20, 10, 10])
  })

  test("an agent back from leave does not have to catch up", () => {
    const team = [sampleAgent("a"), sampleAgent("b")]
    const { state } = routeAll(sameLeads(50), sampleConfig([EVERYBODY]), [team[0] as Agent])
    const { decisions } = routeAll(sameLeads(6), sampleConfig([EVERYBODY]), team, state)
    expect(ownersOf(decisions)).toEqual(["b", "a", "b", "a", "b", "a"])
  })

  test("of two equals the one assigned least recently is next, and a full one is skipped", () => {
    const team = [sampleAgent("a", { openMax: 1 }), sampleAgent("b")]
    const { decisions } = routeAll(sameLeads(3), sampleConfig([EVERYBODY]), team)
    expect(ownersOf(decisions)).toEqual(["a", "b", "b"])
    expect(decisions[2]?.receipt[0]?.skipped).toEqual([{ name: "A", why: "open_cap", detail: "1/1" }])
  })
})

describe("rules", () => {
  const team = [sampleAgent("junior"), sampleAgent("senior", { role: "senior_agent" }), sampleAgent("omar", { languages: ["en", "ar"] })]

  test("high priority goes to a senior, and to the others only when no senior can take it", () => {
    const config = RoutingConfig.parse({})
    const high = sampleFacts({ band: "high" })
    expect(routeLead(high, config, team, BLANK_STATE, OPTIONS)).toMatchObject({ ownerId: "senior", rule: "high" })
    const busy = team.map((agent) => (agent.id === "senior" ? { ...agent, ...away() } : agent))
    const decision = routeLead(high, config, busy, BLANK_STATE, OPTIONS)
    expect(decision).toMatchObject({ ownerId: "junior", rule: "everybody" })
    expect(decision.receipt.find(({ rule }) => rule.startsWith("High"))?.skipped?.[0]).toMatchObject({ name: "SENIOR", why: "away" })
  })

  test("a language is answered by an agent who speaks it, or the lead waits when the rule requires it", () => {
    const arabic = sampleFacts({ language: "ar" })
    const rule = (speaks: string, ifNobody = "wait") =>
      sampleConfig([{ when: { languages: ["ar"] }, target: { kind: "pool", poolId: "everybody", speaks }, ifNobody }])
    expect(routeLead(arabic, rule("require"), team, BLANK_STATE, OPTIONS).ownerId).toBe("omar")
    expect(routeLead(arabic, rule("require"), team.slice(0, 2), BLANK_STATE, OPTIONS)).toMatchObject({
      ownerId: null,
      receipt: [
        {
          skipped: [
            { name: "JUNIOR", why: "language" },
            { name: "SENIOR", why: "language" },
          ],
        },
      ],
    })
    expect(routeLead(arabic, rule("prefer"), team.slice(0, 2), BLANK_STATE, OPTIONS).ownerId).toBe("junior")
  })

  test("a returning customer stays with their agent over a cap; cover stands in, and an agent who left is replaced", () => {
    const config = RoutingConfig.parse({})
    const facts = sampleFacts({ isReturning: true, ownerId: "omar", earlierOwnerId: "omar" })
    const owner = (given: Partial<Agent>) => team.map((agent) => (agent.id === "omar" ? { ...agent, ...given } : agent))
    const route = (agents: readonly Agent[], state = BLANK_STATE) => routeLead(facts, config, agents, state, OPTIONS)
    const full = { ...BLANK_STATE, loads: { omar: { open: 9, today: 9 } } }
    expect(route(owner({ openMax: 9 }), full)).toMatchObject({ ownerId: "omar", isKept: true })
    expect(route(owner(away("senior")))).toMatchObject({ ownerId: "senior", isKept: false, reason: expect.stringContaining("stands in") })
    expect(route(owner(away(null)))).toMatchObject({ rule: "everybody" })
    expect(route(owner({ isActive: false })).ownerId).not.toBe("omar")
    expect(routeLead({ ...facts, ownerId: null }, config, owner({ openMax: 9 }), full, OPTIONS).ownerId).not.toBe("omar")
  })

  test("agents who cover for each other cover for no one", () => {
    const pair = [sampleAgent("a", away("b")), sampleAgent("b", away("a"))]
    const facts = sampleFacts({ isReturning: true, ownerId: "a" })
    expect(routeLead(facts, RoutingConfig.parse({}), pair, BLANK_STATE, OPTIONS).ownerId).toBeNull()
  })

  test("every agent full or absent: the lead waits, and the reason says so", () => {
    const nobody = [sampleAgent("a", { openMax: 0 }), sampleAgent("b", away())]
    expect(routeLead(sampleFacts(), RoutingConfig.parse({}), nobody, BLANK_STATE, OPTIONS)).toMatchObject({
      ownerId: null,
      rule: null,
      reason: "Everybody who could take it is full or away.",
    })
  })

  test("agents at work come first, and the rules may let a lead of the night wait for the morning", () => {
    const week = (spans: [number, number][]) =>
      ownCalendar(
        DUBAI,
        Array.from({ length: 7 }, () => spans),
      )
    const shift = [sampleAgent("a", { calendar: week([]) }), sampleAgent("b", { calendar: week([[540, 1080]]) })]
    const route = (workingHours: string, now: string) =>
      routeLead(sampleFacts(), sampleConfig([EVERYBODY], { workingHours }), shift, BLANK_STATE, { calendar: DUBAI, now: new Date(now) })
    expect(route("prefer", "2026-03-02T08:00:00Z").ownerId).toBe("b")
    expect(route("prefer", "2026-03-02T20:00:00Z").ownerId).toBe("a")
    expect(route("require", "2026-03-02T20:00:00Z")).toMatchObject({ ownerId: null, reason: expect.stringContaining("at work") })
    expect(route("ignore", "2026-03-02T08:00:00Z").ownerId).toBe("a")
  })

  test("a disabled rule is skipped, and a rule for overflow assigns no one", () => {
    const config = sampleConfig([
      { isEnabled: false, target: { kind: "overflow" } },
      { when: { channels: ["ziwo"] }, target: { kind: "overflow" } },
      EVERYBODY,
    ])
    expect(routeLead(sampleFacts(), config, team, BLANK_STATE, OPTIONS).ownerId).toBe("junior")
    expect(routeLead(sampleFacts({ channel: "ziwo" }), config, team, BLANK_STATE, OPTIONS)).toMatchObject({ ownerId: null, rule: "r1" })
  })

  test("a team that a rule uses cannot be missing", () => {
    expect(RoutingConfig.safeParse({ rules: [{ id: "r", name: "R", target: { kind: "pool", poolId: "gone" } }] }).success).toBe(false)
  })
})
