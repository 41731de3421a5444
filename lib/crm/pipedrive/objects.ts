import { z } from "zod"
import type { CrmObject, CrmProperty } from "@/lib/core/sync/crm-schema"
import { mapField } from "@/lib/core/sync/mapping"
import { listed } from "@/lib/crm/rest/codecs"
import { codeOf, type Raw, type RestCrm, type RestObject } from "@/lib/crm/rest/descriptor"
import { KEYS, ownMappings, ownPropertiesBut } from "@/lib/crm/rest/own-properties"

/** A lead is a Person, its run a Deal. Won and lost are a deal's status: its stage stays where it was. */
export const PATHS = { contact: "/v2/persons", deal: "/v2/deals" } as const satisfies Record<CrmObject, string>
export const WON = "won"
export const LOST = "lost"

export const PIPEDRIVE_MAPPINGS = ownMappings([
  mapField("name", "contact", ["name"], "full_name", "both", "newest"),
  mapField("email", "contact", ["emails"], "email", "both", "newest"),
  mapField("phone", "contact", ["phones"], "phone", "both", "newest"),
  mapField("owner", "contact", ["owner_id"], "owner", "both", "newest"),
  mapField("deal_name", "deal", ["title"], "text", "out", "theirs"),
  mapField("stage", "deal", ["stage_id"], "stage", "both", "newest"),
  mapField("amount", "deal", ["value"], "number", "both", "newest"),
  mapField("lost_reason", "deal", ["lost_reason"], "text", "out", "theirs"),
  mapField("owner", "deal", ["owner_id"], "owner", "out", "ours"),
])

export const PIPEDRIVE_OWN_PROPERTIES = ownPropertiesBut("onelead_lost_reason")

const Head = z.looseObject({
  id: z.number(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  add_time: z.string(),
  update_time: z.string().nullish(),
})

/** Codes of fields that the account made; they stand in a box of their own. */
const isCustom = (property: CrmProperty): boolean => /^[0-9a-f]{40}$/.test(codeOf(property))

const objectOf = (object: CrmObject): RestObject => ({
  key: KEYS[object],
  owner: "owner_id",
  always: [],
  headOf: (raw) => {
    const { id, name, title, add_time, update_time } = Head.parse(raw)
    return {
      id: String(id),
      name: name ?? title ?? null,
      emails: listed(raw["emails"]),
      phones: listed(raw["phones"]),
      createdAt: new Date(add_time),
      updatedAt: new Date(update_time ?? add_time),
    }
  },
  get: (raw, property) => (isCustom(property) ? customIn(raw) : raw)[codeOf(property)],
  put: (body, property, value) => {
    if (!isCustom(property)) body[codeOf(property)] = value
    else body["custom_fields"] = { ...customIn(body), [codeOf(property)]: value }
  },
})

export const customIn = (raw: Raw): Raw => (raw["custom_fields"] ?? {}) as Raw

export const PIPEDRIVE_OBJECTS = { contact: objectOf("contact"), deal: objectOf("deal") }

export const PIPEDRIVE_DEAL: RestCrm["deal"] = {
  stageOf: ({ pipeline_id, stage_id, status }) => ({
    pipelineId: String(pipeline_id),
    stageId: status === WON || status === LOST ? status : String(stage_id),
  }),
  putStage: (body, { pipelineId, stageId }) => {
    if (stageId === WON || stageId === LOST) return void Object.assign(body, { status: stageId })
    return void Object.assign(body, { pipeline_id: Number(pipelineId), stage_id: Number(stageId), status: "open" })
  },
  putContact: (body, contactId) => void Object.assign(body, { person_id: Number(contactId) }),
}
