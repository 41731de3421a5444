import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmNotices } from "@/lib/crm/definition"
import type { RestCrm } from "@/lib/crm/rest/descriptor"
import { noticesIn } from "@/lib/crm/rest/notices"

/** After days of failures a webhook is deleted over there: what is missing is made again. */
const ENTITIES = { person: "contact", deal: "deal" } as const satisfies Record<string, CrmObject>

const Hooks = z.object({
  data: z
    .array(
      z.looseObject({ subscription_url: z.string(), event_object: z.string(), is_active: z.union([z.boolean(), z.number()]).catch(1) }),
    )
    .nullable(),
})
const Told = z.looseObject({ meta: z.looseObject({ entity: z.string(), entity_id: z.coerce.string() }) })

export const subscribe: NonNullable<RestCrm["subscribe"]> = async (api, address) => {
  const known = (Hooks.parse((await api.send({ operation: "webhook.list", path: "/v1/webhooks" })).body).data ?? []).filter(
    ({ subscription_url, is_active }) => subscription_url === address && Boolean(is_active),
  )
  for (const event_object of Object.keys(ENTITIES)) {
    if (known.some((hook) => hook.event_object === event_object)) continue
    const body = { subscription_url: address, event_action: "*", event_object, version: "2.0" }
    await api.send({ operation: "webhook.make", method: "POST", path: "/v1/webhooks", body })
  }
}

export const PIPEDRIVE_NOTICES: CrmNotices = {
  read: noticesIn(Told, ({ meta: { entity, entity_id } }) => {
    const object = entity === "person" || entity === "deal" ? ENTITIES[entity] : null
    return object === null ? [] : [{ object, externalId: entity_id }]
  }),
}
