import type { CrmRecord, Portal, Values } from "./portal"
import type { PropertyProblem } from "./problems"
import type { Stage } from "./schema"

/** What a deal's stage decides: whether it is closed, how probable it is, and, on the way into a closed stage, its close date. */
const stageOf = (portal: Portal, values: Values): Stage | undefined =>
  portal.pipelines.find((pipeline) => pipeline.id === values["pipeline"])?.stages.find((stage) => stage.id === values["dealstage"])

/** A stage belongs to one pipeline: moving to another pipeline takes both properties in one write. */
export function stageProblem(portal: Portal, values: Values): PropertyProblem | null {
  const stage = values["dealstage"]
  const pipeline = portal.pipelines.find((known) => known.id === values["pipeline"])
  if (stage === undefined || !pipeline || pipeline.stages.some((known) => known.id === stage)) return null
  const options = pipeline.stages.map((known) => known.id).join(", ")
  return { property: "dealstage", code: "INVALID_OPTION", message: `${stage} was not one of the allowed options: [${options}]` }
}

function outcome(stage: Stage | undefined): "open" | "won" | "lost" {
  if (stage?.metadata["isClosed"] !== "true") return "open"
  return Number(stage.metadata["probability"]) === 1 ? "won" : "lost"
}

/** Properties that the account sets by itself; the author of the write is not the author of these. */
export function derivedDealValues(portal: Portal, before: CrmRecord | null, next: Values, sent: ReadonlySet<string>, now: number): Values {
  const stage = stageOf(portal, next)
  const state = outcome(stage)
  const was = before ? outcome(stageOf(portal, before.values)) : "open"
  const probability = Number(stage?.metadata["probability"] ?? "0")
  const closes = state !== "open" && was !== state && !sent.has("closedate")
  const entered = next["dealstage"] !== undefined && next["dealstage"] !== before?.values["dealstage"]
  return {
    hs_is_closed: String(state !== "open"),
    hs_is_closed_won: String(state === "won"),
    hs_is_closed_lost: String(state === "lost"),
    ...(stage ? { hs_deal_stage_probability: String(probability) } : {}),
    ...(next["amount"] === undefined ? {} : { hs_projected_amount: String(Number(next["amount"]) * probability) }),
    ...(closes ? { closedate: new Date(now).toISOString() } : {}),
    ...(entered ? { [`hs_v2_date_entered_${next["dealstage"]}`]: new Date(now).toISOString() } : {}),
  }
}
