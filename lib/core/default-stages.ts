import type { StageId } from "./lead-states"
import type { ChecklistItem, StageDefinition, StageRules } from "./stages"

/**
 * The pipeline of a new installation, with its required actions switched on: a lead is contacted before it is Contacted,
 * and the price is sent before a negotiation. Written once, at the first start; from then on the stages are the admin's.
 */
type DefaultStage = StageDefinition & Pick<StageRules, "position" | "outcome"> & { id: StageId }

/** Follow-ups of an open stage. */
const CADENCE = { days: [1, 3, 7] }
const NO_CADENCE = { days: [] }

const required = (id: string, label: string): ChecklistItem => ({ id, label, required: true })
const advice = (id: string, label: string): ChecklistItem => ({ id, label, required: false })

export const DEFAULT_STAGES: readonly DefaultStage[] = [
  {
    id: "new_lead",
    name: "New Lead",
    position: 1,
    outcome: "open",
    probability: 5,
    definition: "Arrived; nobody has spoken to the person yet.",
    requirements: {},
    checklist: [],
    cadence: CADENCE,
    moves: null,
    staleAfterDays: 2,
  },
  {
    id: "contacted",
    name: "Contacted",
    position: 2,
    outcome: "open",
    probability: 15,
    definition: "We reached out, or the person was answered.",
    requirements: { contactAttempts: 1 },
    checklist: [],
    cadence: CADENCE,
    moves: null,
    staleAfterDays: 7,
  },
  {
    id: "qualified",
    name: "Qualified",
    position: 3,
    outcome: "open",
    probability: 35,
    definition: "Need, dates and driver are clear, and a car we have fits.",
    requirements: { contactAttempts: 1, reached: true },
    checklist: [
      required("dates", "Dates and pick-up place are clear"),
      required("licence", "Driving licence is valid in the UAE"),
      required("age", "Driver is old enough for the class"),
    ],
    cadence: CADENCE,
    moves: null,
    staleAfterDays: 7,
  },
  {
    id: "proposal",
    name: "Proposal",
    position: 4,
    outcome: "open",
    probability: 55,
    definition: "A price for a named vehicle has been worked out.",
    requirements: { fields: ["vehicle", "amount"] },
    checklist: [advice("deposit", "Deposit and insurance were explained")],
    cadence: CADENCE,
    moves: null,
    staleAfterDays: 5,
  },
  {
    id: "negotiation",
    name: "Negotiation",
    position: 5,
    outcome: "open",
    probability: 75,
    definition: "The person answered the price: terms are being settled.",
    requirements: {},
    checklist: [required("price_sent", "Price was sent in writing")],
    cadence: CADENCE,
    moves: null,
    staleAfterDays: 5,
  },
  {
    id: "booked",
    name: "Booked",
    position: 6,
    outcome: "won",
    probability: 100,
    definition: "A booking exists in the rental system.",
    requirements: { booking: true },
    checklist: [],
    cadence: NO_CADENCE,
    moves: null,
    staleAfterDays: null,
  },
  {
    id: "lost",
    name: "Lost",
    position: 7,
    outcome: "lost",
    probability: 0,
    definition: "The person will not rent this time; the reason says why.",
    requirements: { reason: true },
    checklist: [],
    cadence: NO_CADENCE,
    moves: null,
    staleAfterDays: null,
  },
]

/**
 * A pipeline with the default required actions added: what a stage asks for already stays, its name, cadence and moves
 * are left alone, and an item of the defaults that stands in another stage goes where the defaults have it, in the
 * admin's words.
 */
export function withDefaultActions<S extends StageDefinition & { id: StageId }>(stages: readonly S[]): S[] {
  const defaults = DEFAULT_STAGES.flatMap(({ id, checklist }) =>
    checklist.filter((item) => item.required).map((item) => ({ ...item, stage: id })),
  )
  const known = new Map(stages.flatMap(({ checklist }) => checklist.map((item) => [item.id, item])))
  return stages.map((stage) => {
    const own = DEFAULT_STAGES.find(({ id }) => id === stage.id)
    const wanted = defaults.filter((item) => item.stage === stage.id)
    const kept = stage.checklist.filter(({ id }) => !defaults.some((item) => item.id === id && item.stage !== stage.id))
    const added = wanted.filter(({ id }) => !kept.some((item) => item.id === id))
    const checklist = [
      ...kept.map((item) => (wanted.some(({ id }) => id === item.id) ? { ...item, required: true } : item)),
      ...added.map(({ id, label }) => ({ id, label: known.get(id)?.label ?? label, required: true })),
    ]
    return { ...stage, checklist, requirements: joined(stage.requirements, own?.requirements ?? {}) }
  })
}

function joined(now: StageDefinition["requirements"], more: StageDefinition["requirements"]): StageDefinition["requirements"] {
  const fields = [...new Set([...(now.fields ?? []), ...(more.fields ?? [])])]
  const contactAttempts = Math.max(now.contactAttempts ?? 0, more.contactAttempts ?? 0)
  return {
    ...now,
    ...more,
    ...(fields.length > 0 ? { fields } : {}),
    ...(contactAttempts > 0 ? { contactAttempts } : {}),
  }
}
