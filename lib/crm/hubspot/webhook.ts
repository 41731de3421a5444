import { z } from "zod"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { CrmChange } from "@/lib/crm/provider"

/**
 * The events of one delivery as changes of records. Classic and generic names are both read. Only that something happened is
 * taken from them, never a value: the record is read before anything is believed.
 */
const Event = z.looseObject({
  subscriptionType: z.string().optional(),
  eventType: z.string().optional(),
  portalId: z.coerce.string().optional(),
  objectId: z.coerce.string().optional(),
  objectTypeId: z.string().optional(),
  occurredAt: z.number().catch(0),
  propertyName: z.string().nullish(),
  changeSource: z.string().nullish(),
  sourceId: z.coerce.string().nullish(),
  primaryObjectId: z.coerce.string().optional(),
  mergedObjectIds: z.array(z.coerce.string()).catch([]),
  newObjectId: z.coerce.string().optional(),
  fromObjectId: z.coerce.string().optional(),
})

const TYPE_IDS: Record<string, CrmObject> = { "0-1": "contact", "0-3": "deal" }

/** Null when the body is no such list. */
export function parseHubspotWebhook(raw: Uint8Array): CrmChange[] | null {
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw))
  } catch {
    return null
  }
  const events = z.array(Event).safeParse(Array.isArray(body) ? body : [body])
  return events.success ? events.data.flatMap(changesOf) : null
}

function changesOf(event: z.infer<typeof Event>): CrmChange[] {
  const [subject = "", verb = ""] = (event.subscriptionType ?? event.eventType ?? "").split(".")
  const object =
    subject === "object" ? TYPE_IDS[event.objectTypeId ?? ""] : subject === "contact" || subject === "deal" ? subject : undefined
  if (!object) return []
  const kind = KINDS[verb]
  if (!kind) return []
  const ids =
    kind === "merged"
      ? [event.newObjectId, event.primaryObjectId, ...event.mergedObjectIds, event.objectId]
      : [event.objectId ?? event.fromObjectId]
  const source = event.changeSource === "INTEGRATION" ? (event.sourceId ?? null) : null
  return [...new Set(ids.filter((id) => id !== undefined))].map((externalId) => ({
    provider: "hubspot",
    account: event.portalId,
    object,
    externalId,
    kind,
    source,
    computed: event.changeSource === "CALCULATED" ? (event.propertyName ?? null) : null,
    occurredAt: new Date(event.occurredAt),
  }))
}

const KINDS: Record<string, CrmChange["kind"]> = {
  creation: "changed",
  propertyChange: "changed",
  restore: "changed",
  associationChange: "changed",
  deletion: "deleted",
  privacyDeletion: "privacy",
  merge: "merged",
}
