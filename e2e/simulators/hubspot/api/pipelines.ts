import { isoTime } from "@/e2e/simulators/shared/clock"
import { created, noContent, ok, type SimAnswer, type SimRequest } from "./http"
import { objectTypeNamed } from "@/e2e/simulators/hubspot/account/object-types"
import type { Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem, conflict, invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import type { Pipeline, Stage } from "@/e2e/simulators/hubspot/account/schema"
import { textOf } from "@/e2e/simulators/hubspot/account/values"

/** `/pipelines/{type}…`. Metadata values are strings, whatever was sent; what is in use cannot be deleted. */
export function pipelineRoutes(portal: Portal, request: SimRequest): SimAnswer {
  const [typeName = "", pipelineId, section, stageId] = request.path
  if (objectTypeNamed(typeName) !== "deals") return ok({ results: [] })
  if (pipelineId === undefined) {
    if (request.method === "POST") return created(viewPipeline(createPipeline(portal, request.body)))
    return ok({ results: [...portal.pipelines].sort((a, b) => a.displayOrder - b.displayOrder).map(viewPipeline) })
  }
  const pipeline = portal.pipelines.find((one) => one.id === pipelineId)
  if (!pipeline) throw notFound(`Pipeline ${pipelineId} does not exist`)
  if (section === "stages") return stageRoutes(portal, request, pipeline, stageId)
  return onePipeline(portal, request, pipeline)
}

const viewStage = (stage: Stage) => ({
  ...stage,
  archived: false,
  writePermissions: "CRM_PERMISSIONS_ENFORCEMENT",
  createdAt: isoTime(stage.createdAt),
  updatedAt: isoTime(stage.updatedAt),
})

const viewPipeline = (pipeline: Pipeline) => ({
  ...pipeline,
  archived: false,
  createdAt: isoTime(pipeline.createdAt),
  updatedAt: isoTime(pipeline.updatedAt),
  stages: [...pipeline.stages].sort((a, b) => a.displayOrder - b.displayOrder).map(viewStage),
})

function stageFrom(portal: Portal, pipeline: Pipeline, body: Record<string, unknown>): Stage {
  const label = textOf(body["label"])
  const metadata = metadataOf(body["metadata"])
  if (label === "") throw invalid("Invalid input JSON: Some required fields were not set: [label]")
  refuseBadMetadata(metadata)
  if (pipeline.stages.some((one) => one.label === label)) throw invalid(`Stage label ${label} is already used in this pipeline`)
  if (pipeline.stages.length >= 100) throw invalid("A pipeline cannot have more than 100 stages")
  const id = textOf(body["stageId"]) || String(portal.nextId())
  if (portal.pipelines.some((one) => one.stages.some((stage) => stage.id === id))) throw conflict(`A stage with id ${id} already exists`)
  const now = portal.clock.now()
  return { id, label, displayOrder: Number(body["displayOrder"] ?? pipeline.stages.length), metadata, createdAt: now, updatedAt: now }
}

function metadataOf(raw: unknown): Record<string, string> {
  const given = typeof raw === "object" && raw !== null ? Object.entries(raw).map(([name, value]) => [name, textOf(value)] as const) : []
  const metadata: Record<string, string> = Object.fromEntries(given)
  const probability = Number(metadata["probability"])
  if (metadata["probability"] !== undefined && metadata["isClosed"] === undefined)
    metadata["isClosed"] = String(probability === 0 || probability === 1)
  return metadata
}

function refuseBadMetadata(metadata: Record<string, string>): void {
  const probability = Number(metadata["probability"])
  if (metadata["probability"] === undefined || Number.isNaN(probability) || probability < 0 || probability > 1)
    throw invalid("Deal stages require metadata.probability between 0.0 and 1.0", { subCategory: "PipelineError.INVALID_PROBABILITY" })
}

function createPipeline(portal: Portal, body: Record<string, unknown>): Pipeline {
  const label = textOf(body["label"])
  if (label === "") throw invalid("Invalid input JSON: Some required fields were not set: [label]")
  if (portal.pipelines.some((one) => one.label === label)) throw conflict(`A pipeline with label ${label} already exists`)
  const now = portal.clock.now()
  const id = textOf(body["pipelineId"]) || String(portal.nextId())
  const pipeline: Pipeline = {
    id,
    label,
    displayOrder: Number(body["displayOrder"] ?? portal.pipelines.length),
    stages: [],
    createdAt: now,
    updatedAt: now,
  }
  for (const stage of Array.isArray(body["stages"]) ? body["stages"] : [])
    pipeline.stages.push(stageFrom(portal, pipeline, stage as Record<string, unknown>))
  portal.pipelines.push(pipeline)
  return pipeline
}

function onePipeline(portal: Portal, request: SimRequest, pipeline: Pipeline): SimAnswer {
  switch (request.method) {
    case "GET":
      return ok(viewPipeline(pipeline))
    case "PATCH":
    case "PUT": {
      if (request.body["label"] !== undefined) pipeline.label = textOf(request.body["label"])
      if (request.body["displayOrder"] !== undefined) pipeline.displayOrder = Number(request.body["displayOrder"])
      if (request.method === "PUT" && Array.isArray(request.body["stages"]))
        replaceStages(portal, pipeline, request.body["stages"] as Record<string, unknown>[])
      pipeline.updatedAt = portal.clock.now()
      return ok(viewPipeline(pipeline))
    }
    case "DELETE":
      refuseInUse(
        portal,
        pipeline,
        pipeline.stages.map((stage) => stage.id),
      )
      portal.pipelines.splice(portal.pipelines.indexOf(pipeline), 1)
      return noContent()
    default:
      throw new ApiProblem(405, { message: "method not allowed" })
  }
}

function replaceStages(portal: Portal, pipeline: Pipeline, stages: readonly Record<string, unknown>[]): void {
  const kept = new Set(stages.map((stage) => textOf(stage["stageId"])))
  const dropped = pipeline.stages.filter((stage) => !kept.has(stage.id))
  refuseInUse(
    portal,
    pipeline,
    dropped.map((stage) => stage.id),
  )
  const fresh: Pipeline = { ...pipeline, stages: [] }
  for (const stage of stages) {
    const existing = pipeline.stages.find((one) => one.id === textOf(stage["stageId"]))
    if (existing)
      fresh.stages.push(
        Object.assign(existing, {
          label: textOf(stage["label"]),
          metadata: metadataOf(stage["metadata"]),
          displayOrder: Number(stage["displayOrder"] ?? 0),
        }),
      )
    else fresh.stages.push(stageFrom(portal, fresh, stage))
  }
  pipeline.stages = fresh.stages
}

function refuseInUse(portal: Portal, pipeline: Pipeline, stageIds: readonly string[]): void {
  const users = [...portal.tables.deals.records.values()].filter(
    (deal) => deal.archivedAt === null && deal.values["pipeline"] === pipeline.id && stageIds.includes(deal.values["dealstage"] ?? ""),
  )
  if (users.length === 0) return
  const used = [...new Set(users.map((deal) => deal.values["dealstage"]))]
  throw invalid("The given stage IDs are being referenced by object IDs", {
    subCategory: "PipelineError.STAGE_ID_IN_USE",
    context: {
      stageIds: [`[${used.join(", ")}]`],
      objectIds: [
        `[${users
          .map((deal) => deal.id)
          .slice(0, 20)
          .join(", ")}]`,
      ],
    },
  })
}

function stageRoutes(portal: Portal, request: SimRequest, pipeline: Pipeline, stageId: string | undefined): SimAnswer {
  if (stageId === undefined) {
    if (request.method === "GET") return ok({ results: viewPipeline(pipeline).stages })
    const stage = stageFrom(portal, pipeline, request.body)
    pipeline.stages.push(stage)
    return created(viewStage(stage))
  }
  const stage = pipeline.stages.find((one) => one.id === stageId)
  if (!stage) throw notFound(`Stage ${stageId} does not exist`)
  if (request.method === "DELETE") {
    refuseInUse(portal, pipeline, [stageId])
    pipeline.stages.splice(pipeline.stages.indexOf(stage), 1)
    return noContent()
  }
  if (request.method === "PATCH" || request.method === "PUT") {
    if (request.body["metadata"] !== undefined) {
      const metadata = metadataOf({ ...stage.metadata, ...(request.body["metadata"] as object) })
      refuseBadMetadata(metadata)
      stage.metadata = metadata
    }
    if (request.body["label"] !== undefined) stage.label = textOf(request.body["label"])
    if (request.body["displayOrder"] !== undefined) stage.displayOrder = Number(request.body["displayOrder"])
    stage.updatedAt = portal.clock.now()
  }
  return ok(viewStage(stage))
}
