import { z } from "zod"
import type { CrmObject, CrmPipeline, CrmProperty } from "@/lib/core/sync/crm-schema"
import type { RestApi, RestCrm } from "@/lib/crm/rest/descriptor"
import { LOST, WON } from "./objects"

/** The account's fields, pipelines and people, and making what is missing of them. */
const FIELDS = { contact: "/v2/personFields", deal: "/v2/dealFields" } as const satisfies Record<CrmObject, string>

const Fields = z.object({
  data: z.array(
    z.looseObject({
      field_name: z.string(),
      field_code: z.string(),
      field_type: z.string(),
      is_custom_field: z.boolean().catch(false),
      options: z.array(z.looseObject({ id: z.union([z.number(), z.string()]) })).nullish(),
    }),
  ),
  additional_data: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
})
const Named = z.object({
  data: z.array(z.looseObject({ id: z.number(), name: z.string(), is_deleted: z.boolean().optional() })).nullable(),
})
const Made = z.object({ data: z.looseObject({ id: z.number() }) })
const Users = z.object({
  data: z.array(z.looseObject({ id: z.number(), name: z.string(), email: z.string().nullish(), active_flag: z.boolean().catch(true) })),
})
const Me = z.object({ data: z.looseObject({ id: z.number() }) })

/** Types of fields that hold more than their type says, or that cannot be written. */
const TYPES: Record<string, string> = { emails: "values", phones: "values", email: "values", phone: "values", owner_id: "user" }
const FIXED = new Set([
  "id",
  "add_time",
  "update_time",
  "org_id",
  "person_id",
  "status",
  "stage_change_time",
  "won_time",
  "lost_time",
  "close_time",
])

async function fieldsOf(api: RestApi, object: CrmObject): Promise<CrmProperty[]> {
  const fields: CrmProperty[] = []
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: Record<string, string | number> = { limit: 500, ...(cursor === "" ? {} : { cursor }) }
    const { data, additional_data } = Fields.parse((await api.send({ operation: `${object}.fields`, path: FIELDS[object], query })).body)
    fields.push(
      ...data.map(({ field_name, field_code, field_type, is_custom_field, options }) => ({
        name: field_code,
        label: field_name,
        type: is_custom_field ? field_type : (TYPES[field_code] ?? field_type),
        readOnly: FIXED.has(field_code),
        unique: false,
        options: options && options.length > 0 ? options.map(({ id }) => String(id)) : null,
      })),
    )
    cursor = additional_data?.next_cursor ?? null
  }
  return fields
}

async function named(api: RestApi, operation: string, path: string, query: Record<string, number> = {}) {
  const { data } = Named.parse((await api.send({ operation, path, query: { limit: 500, ...query } })).body)
  return (data ?? []).filter(({ is_deleted }) => is_deleted !== true)
}

const stagesOf = (api: RestApi, pipelineId: number) => named(api, "stages", "/v2/stages", { pipeline_id: pipelineId })

async function pipelinesOf(api: RestApi): Promise<CrmPipeline[]> {
  const pipelines: CrmPipeline[] = []
  for (const { id, name } of await named(api, "pipelines", "/v2/pipelines")) {
    const stages = (await stagesOf(api, id)).map((stage) => ({ id: String(stage.id), label: stage.name, outcome: "open" as const }))
    const ends = [
      { id: WON, label: "Won", outcome: "won" as const },
      { id: LOST, label: "Lost", outcome: "lost" as const },
    ]
    pipelines.push({ id: String(id), label: name, stages: [...stages, ...ends] })
  }
  return pipelines
}

export const PIPEDRIVE_SCHEMA: RestCrm["schema"] = {
  fields: fieldsOf,
  pipelines: pipelinesOf,
  owners: async (api) =>
    Users.parse((await api.send({ operation: "owners", path: "/v1/users" })).body)
      .data.filter(({ active_flag }) => active_flag)
      .map(({ id, name, email }) => ({ id: String(id), name, email: email ?? null })),
  ownUser: async (api) => String(Me.parse((await api.send({ operation: "user", path: "/v1/users/me" })).body).data.id),
}

export const PIPEDRIVE_PROVISION: RestCrm["provision"] = {
  makeField: async (api, { object, label, type }) => {
    const body = { field_name: label, field_type: type === "number" ? "double" : "varchar" }
    await api.send({ operation: `${object}.makeField`, method: "POST", path: FIELDS[object], body })
  },
  fieldByHand: ({ object, label, type }) =>
    `Make a custom field “${label}” for ${object === "contact" ? "people" : "deals"} (${type === "number" ? "numerical" : "text"}).`,
  makePipeline: async (api, { pipelineLabel, stages }) => {
    const made: string[] = []
    const make = async (operation: string, path: string, body: object): Promise<number> =>
      Made.parse((await api.send({ operation, method: "POST", path, body })).body).data.id
    let id = (await named(api, "pipelines", "/v2/pipelines")).find(({ name }) => name === pipelineLabel)?.id
    if (id === undefined) {
      id = await make("pipeline.make", "/v2/pipelines", { name: pipelineLabel })
      made.push(`pipeline ${pipelineLabel}`)
    }
    const known = new Set((await stagesOf(api, id)).map(({ name }) => name))
    // Won and lost are there already; stages stand in the order in which they are made.
    for (const { label, probability, outcome } of stages) {
      if (outcome !== "open" || known.has(label)) continue
      await make("stage.make", "/v2/stages", { name: label, pipeline_id: id, deal_probability: Math.round(probability * 100) })
      made.push(`stage ${label}`)
    }
    return made
  },
}
