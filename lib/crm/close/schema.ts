import { z } from "zod"
import type { CrmObject, CrmProperty } from "@/lib/core/sync/crm-schema"
import type { RestApi, RestCrm } from "@/lib/crm/rest/descriptor"
import { OWNER } from "./objects"

/** The account's fields, pipelines and people, and making what is missing of them. */
const KINDS = { contact: "lead", deal: "opportunity" } as const satisfies Record<CrmObject, string>

const Fields = z.object({
  fields: z.array(z.looseObject({ id: z.string(), name: z.string(), type: z.string(), choices: z.array(z.string()).nullish() })),
})
const Pipelines = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      statuses: z.array(z.looseObject({ id: z.string(), label: z.string(), type: z.enum(["active", "won", "lost"]).catch("active") })),
    }),
  ),
})
const Users = z.object({
  data: z.array(
    z.looseObject({ id: z.string(), first_name: z.string().nullish(), last_name: z.string().nullish(), email: z.string().nullish() }),
  ),
})
const Made = z.looseObject({ id: z.string() })
const Me = z.looseObject({ id: z.string(), organizations: z.array(z.looseObject({ id: z.string() })).catch([]) })

const property = (name: string, type: string): CrmProperty => ({
  name,
  label: name.replaceAll("_", " "),
  type,
  readOnly: false,
  unique: false,
  options: null,
})
const FIXED: Record<CrmObject, CrmProperty[]> = {
  contact: [property("name", "text"), property("emails", "emails"), property("phones", "phones")],
  deal: [property("note", "text"), property("status_id", "text"), property("value", "cents"), property("user_id", "user")],
}

async function customFields(api: RestApi, object: CrmObject): Promise<z.infer<typeof Fields>["fields"]> {
  return Fields.parse((await api.send({ operation: `${object}.fields`, path: `/custom_field_schema/${KINDS[object]}/` })).body).fields
}

export const fieldIdsOf = async (api: RestApi, object: CrmObject): Promise<string[]> =>
  (await customFields(api, object)).map(({ id }) => id)

async function pipelinesOf(api: RestApi): Promise<z.infer<typeof Pipelines>["data"]> {
  return Pipelines.parse((await api.send({ operation: "pipelines", path: "/pipeline/" })).body).data
}

const me = async (api: RestApi): Promise<z.infer<typeof Me>> => Me.parse((await api.send({ operation: "user", path: "/me/" })).body)

const OUTCOMES = { active: "open", won: "won", lost: "lost" } as const

export const CLOSE_SCHEMA: RestCrm["schema"] = {
  fields: async (api, object) => [
    ...FIXED[object],
    ...(await customFields(api, object)).map(({ id, name, type, choices }) => ({
      ...property(`custom.${id}`, type),
      label: name,
      options: choices && choices.length > 0 ? choices : null,
    })),
  ],
  pipelines: async (api) =>
    (await pipelinesOf(api)).map(({ id, name, statuses }) => ({
      id,
      label: name,
      stages: statuses.map((status) => ({ id: status.id, label: status.label, outcome: OUTCOMES[status.type] })),
    })),
  owners: async (api) =>
    Users.parse((await api.send({ operation: "owners", path: "/user/", query: { _limit: 100 } })).body).data.map(
      ({ id, first_name, last_name, email }) => ({ id, name: [first_name, last_name].filter(Boolean).join(" "), email: email ?? null }),
    ),
  // An opportunity always has a user.
  ownUser: async (api) => (await me(api)).id,
  // All organizations answer at one address.
  accountId: async (api) => (await me(api)).organizations[0]?.id ?? null,
}

export const CLOSE_PROVISION: RestCrm["provision"] = {
  makeField: async (api, { object, name, label, type }) => {
    const body = { name: label, type: name === OWNER.name ? "user" : type }
    await api.send({ operation: `${object}.makeField`, method: "POST", path: `/custom_field/${KINDS[object]}/`, body })
  },
  fieldByHand: ({ object, name, label, type }) =>
    `Make a custom field “${label}” for ${object === "contact" ? "leads" : "opportunities"} (${name === OWNER.name ? "user" : type}).`,
  makePipeline: async (api, { pipelineLabel, stages }) => {
    const made: string[] = []
    const make = async (operation: string, path: string, body: object): Promise<string> =>
      Made.parse((await api.send({ operation, method: "POST", path, body })).body).id
    const known = (await pipelinesOf(api)).find(({ name }) => name === pipelineLabel)
    const pipeline_id = known?.id ?? (await make("pipeline.make", "/pipeline/", { name: pipelineLabel }))
    if (!known) made.push(`pipeline ${pipelineLabel}`)
    // A new pipeline may come with statuses of its own.
    const there = known ?? (await pipelinesOf(api)).find(({ id }) => id === pipeline_id)
    const labels = new Set(there?.statuses.map(({ label }) => label))
    for (const { label, outcome } of stages) {
      if (labels.has(label)) continue
      await make("stage.make", "/status/opportunity/", { label, type: outcome === "open" ? "active" : outcome, pipeline_id })
      made.push(`stage ${label}`)
    }
    return made
  },
}
