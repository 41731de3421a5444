import { z } from "zod"
import type { CrmNotices } from "@/lib/crm/definition"
import type { RestCrm } from "@/lib/crm/rest/descriptor"
import { noticesIn } from "@/lib/crm/rest/notices"

/**
 * Close signs its notices with a key that it tells once, when a webhook is made; it may be lost with that answer. So the key in
 * the address proves them. After days of failures a webhook pauses until it is woken.
 */
const EVENTS = ["lead", "contact", "opportunity"].flatMap((object_type) =>
  ["created", "updated", "deleted", ...(object_type === "lead" ? ["merged"] : [])].map((action) => ({ object_type, action })),
)

const Hooks = z.object({ data: z.array(z.looseObject({ id: z.string(), url: z.string(), status: z.string() })) })
const Told = z.looseObject({
  event: z.looseObject({ object_type: z.string(), object_id: z.string(), lead_id: z.string().nullish() }),
})

export const subscribe: NonNullable<RestCrm["subscribe"]> = async (api, address) => {
  const { data } = Hooks.parse((await api.send({ operation: "webhook.list", path: "/webhook/" })).body)
  const known = data.find(({ url }) => url === address)
  if (!known) {
    const body = { url: address, events: EVENTS, verify_ssl: true }
    await api.send({ operation: "webhook.make", method: "POST", path: "/webhook/", body })
  } else if (known.status !== "active")
    await api.send({ operation: "webhook.wake", method: "PUT", path: `/webhook/${known.id}/`, body: { status: "active" } })
}

export const CLOSE_NOTICES: CrmNotices = {
  read: noticesIn(Told, ({ event: { object_type, object_id, lead_id } }) => {
    if (object_type === "opportunity") return [{ object: "deal", externalId: object_id }]
    const externalId = object_type === "lead" ? object_id : object_type === "contact" ? lead_id : null
    return externalId ? [{ object: "contact", externalId }] : []
  }),
}
