import fc from "fast-check"
import { expect, test } from "vitest"
import { DEFAULT_STAGES, withDefaultActions } from "./default-stages"
import { STAGE_IDS } from "./lead-states"
import { gateOf, missingFor, StageDefinition, type StageFacts } from "./stages"

const nothing: StageFacts = {
  fields: {},
  contactAttempts: 0,
  isReached: false,
  checklist: new Set(),
  hasBooking: false,
  reason: null,
}
const asked = (stages: Parameters<typeof gateOf>[0]) => STAGE_IDS.map((id) => [id, missingFor(gateOf(stages, id), nothing)])

/** The stages as installations got them before the required actions were on. */
const loose = () =>
  DEFAULT_STAGES.map((stage) => ({
    ...stage,
    requirements: stage.id === "booked" ? { booking: true } : stage.id === "lost" ? { reason: true } : {},
    checklist: DEFAULT_STAGES.flatMap(({ id, checklist }) =>
      checklist.filter((item) => (item.id === "price_sent" ? "proposal" : id) === stage.id).map((item) => ({ ...item, required: false })),
    ),
  }))

test("a new pipeline asks at every gate for what the work before it produces", () => {
  const checklist = ["checklist:dates", "checklist:licence", "checklist:age"]
  const contact = ["contactAttempts", "reached"]
  expect(asked(DEFAULT_STAGES)).toEqual([
    ["new_lead", []],
    ["contacted", ["contactAttempts"]],
    ["qualified", [...contact, ...checklist]],
    ["proposal", ["vehicle", "amount", ...contact, ...checklist]],
    ["negotiation", ["vehicle", "amount", ...contact, ...checklist, "checklist:price_sent"]],
    ["booked", ["booking"]],
    ["lost", ["reason"]],
  ])
  for (const stage of DEFAULT_STAGES) expect(StageDefinition.safeParse(stage).error).toBeUndefined()
  expect(DEFAULT_STAGES.map(({ outcome, cadence }) => (outcome === "open" ? cadence.days : "none"))).toEqual([
    ...Array.from({ length: 5 }, () => [1, 3, 7]),
    "none",
    "none",
  ])
})

test("a pipeline without required actions gets the gates of a new one", () => {
  expect(asked(withDefaultActions(loose()))).toEqual(asked(DEFAULT_STAGES))
})

const items = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom("dates", "licence", "age", "price_sent", "own", "deposit"),
    label: fc.constant("In our words"),
    required: fc.boolean(),
  }),
  { selector: ({ id }) => id },
)
const pipelines = fc
  .tuple(fc.array(fc.nat({ max: 4 }), { minLength: 6, maxLength: 6 }), items, fc.nat({ max: 3 }))
  .map(([places, all, attempts]) =>
    loose().map((stage, at) => ({
      ...stage,
      name: `Our ${stage.name}`,
      checklist: at < 5 ? all.filter((_, item) => places[item] === at) : [],
      requirements: { ...stage.requirements, ...(at > 0 && at < 5 ? { contactAttempts: attempts, fields: ["emirate" as const] } : {}) },
    })),
  )

test("whatever an admin has made of it, nothing they asked for is lost, no item doubled, and a second time changes nothing", () => {
  fc.assert(
    fc.property(pipelines, (stages) => {
      const adopted = withDefaultActions(stages)
      const gates = new Map(asked(adopted) as [string, string[]][])
      for (const [id, names] of asked(stages) as [string, string[]][])
        for (const name of names.filter((one) => !one.startsWith("checklist:"))) expect(gates.get(id)).toContain(name)
      for (const [id, names] of asked(DEFAULT_STAGES) as [string, string[]][])
        for (const name of names) expect(gates.get(id)).toContain(name)
      const ids = adopted.flatMap(({ checklist }) => checklist.map((item) => item.id))
      expect(new Set(ids).size).toBe(ids.length)
      for (const { id } of stages.flatMap(({ checklist }) => checklist)) expect(ids).toContain(id)
      expect(adopted.map(({ name }) => name)).toEqual(stages.map(({ name }) => name))
      expect(withDefaultActions(adopted)).toEqual(adopted)
    }),
  )
})
