import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { LeadEvent } from "@/lib/core/lead-event"
import { recordCountries } from "@/lib/core/sync/crm-phones"
import type { SyncField } from "@/lib/core/sync/mapping"
import type { CrmRecord } from "@/lib/crm/provider"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/** A contact of the CRM as the enquiry it is here: one event a contact, however often it is told of. */
export const contactKey = ({ name, definition }: CrmCtx["crm"], { id }: Pick<CrmRecord, "id">): string =>
  name === definition.kind ? `contact:${id}` : `contact:${name}:${id}`

export function contactEvent({ ctx: { crm }, mappings }: Pick<SyncRun, "ctx" | "mappings">, record: CrmRecord): LeadEvent {
  const valueOf = (field: SyncField): string => {
    const [property = ""] = mappings.find((line) => line.object === "contact" && line.field === field)?.properties ?? []
    return record.values[property] ?? ""
  }
  const fields = [
    ["name", record.name ?? ""],
    ["company", valueOf("company")],
  ] as const
  const countries = recordCountries(mappings, record)
  return {
    channel: crm.definition.channel,
    eventKey: contactKey(crm, record),
    kind: "enquiry",
    direction: "inbound",
    occurredAt: record.createdAt,
    text: null,
    author: { role: "system", name: crm.label },
    identities: [
      ...record.emails.map((raw) => ({ kind: "email" as const, raw, source: "crm" as const })),
      ...record.phones.map((raw) => ({ kind: "phone" as const, raw, source: "crm" as const, countries })),
    ],
    fields: fields.flatMap(([field, value]) => (value === "" ? [] : [{ field, value, trust: "stated" as const }])),
    conversation: null,
    attribution: null,
    consents: [],
    booking: null,
    attachments: [],
    details: { crmContact: record.id },
    notes: [],
    whenUnknown: "lead",
  }
}
