import { z } from "zod"
import type { CrmPipeline, CrmProperty } from "@/lib/core/sync/crm-schema"
import type { RestCrm } from "@/lib/crm/rest/descriptor"
import { MODULES } from "./modules"

/** The account's fields, pipelines and people, and the fields that are made there. */
const Fields = z.object({
  fields: z.array(
    z.looseObject({
      api_name: z.string(),
      field_label: z.string(),
      data_type: z.string(),
      field_read_only: z.boolean().catch(false),
      operation_type: z.looseObject({ api_update: z.boolean().catch(true) }).catch({ api_update: true }),
      unique: z.record(z.string(), z.unknown()).catch({}),
      pick_list_values: z.array(z.looseObject({ actual_value: z.string() })).catch([]),
    }),
  ),
})
const Layouts = z.object({ layouts: z.array(z.looseObject({ id: z.string() })) })
const Pipelines = z.object({
  pipeline: z.array(
    z.looseObject({
      actual_value: z.string(),
      display_value: z.string(),
      maps: z.array(
        z.looseObject({
          actual_value: z.string(),
          display_value: z.string(),
          sequence_number: z.number().catch(0),
          forecast_type: z.string().nullish(),
        }),
      ),
    }),
  ),
})
const Users = z.object({ users: z.array(z.looseObject({ id: z.string(), full_name: z.string(), email: z.string().nullish() })) })

const OUTCOMES: Record<string, "won" | "lost"> = { "Closed Won": "won", "Closed Lost": "lost" }

export const ZOHO_SCHEMA: RestCrm["schema"] = {
  fields: async (api, object) => {
    const { body } = await api.send({ operation: `${object}.fields`, path: "/settings/fields", query: { module: MODULES[object] } })
    return Fields.parse(body).fields.map((field): CrmProperty => ({
      name: field.api_name,
      label: field.field_label,
      type: field.data_type,
      readOnly: field.field_read_only || !field.operation_type.api_update,
      unique: Object.keys(field.unique).length > 0,
      options: field.data_type === "picklist" ? field.pick_list_values.map(({ actual_value }) => actual_value) : null,
    }))
  },
  // A deal carries the names of its pipeline and stage, not their ids.
  pipelines: async (api) => {
    const { body } = await api.send({ operation: "layouts", path: "/settings/layouts", query: { module: MODULES.deal } })
    const found = new Map<string, CrmPipeline>()
    for (const { id } of Layouts.parse(body).layouts) {
      const answer = await api.send({ operation: "pipelines", path: "/settings/pipeline", query: { layout_id: id } })
      for (const { actual_value, display_value, maps } of answer.body === null ? [] : Pipelines.parse(answer.body).pipeline) {
        const stages = maps
          .toSorted((a, b) => a.sequence_number - b.sequence_number)
          .map((stage) => ({
            id: stage.actual_value,
            label: stage.display_value,
            outcome: OUTCOMES[stage.forecast_type ?? ""] ?? ("open" as const),
          }))
        found.set(actual_value, { id: actual_value, label: display_value, stages })
      }
    }
    return [...found.values()]
  },
  owners: async (api) => {
    const { body } = await api.send({ operation: "owners", path: "/users", query: { type: "ActiveUsers", per_page: 200 } })
    return body === null ? [] : Users.parse(body).users.map(({ id, full_name, email }) => ({ id, name: full_name, email: email ?? null }))
  },
  ownUser: async (api) => {
    const { body } = await api.send({ operation: "user", path: "/users", query: { type: "CurrentUser" } })
    return Users.parse(body).users[0]?.id ?? ""
  },
}

export const ZOHO_PROVISION: RestCrm["provision"] = {
  makeField: async (api, { object, label, type, unique }) => {
    const shape = type === "number" ? { data_type: "double", length: 18 } : { data_type: "text", length: unique ? 100 : 255 }
    const field = { field_label: label, ...shape, ...(unique ? { unique: { case_sensitive: false } } : {}) }
    await api.send({
      operation: `${object}.makeField`,
      method: "POST",
      path: "/settings/fields",
      query: { module: MODULES[object] },
      body: { fields: [field] },
    })
  },
  fieldByHand: ({ object, label, type, unique }) =>
    `Make a field “${label}” in ${MODULES[object]} (${type === "number" ? "decimal" : "single line"}${unique ? ", no duplicate values" : ""}).`,
  makePipeline: null,
}
