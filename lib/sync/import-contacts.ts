import { inArray } from "drizzle-orm"
import { leads } from "@/db/schema"
import type { LeadEvent } from "@/lib/core/lead-event"
import { ID_PROPERTIES } from "@/lib/core/sync/mapping"
import type { CrmRecord } from "@/lib/crm/provider"
import { newId } from "@/lib/ids"
import { foldEvents } from "@/lib/leads/fold/fold-events"
import { announceLeads } from "@/lib/live/announce"
import { react } from "@/lib/reactions/react"
import { PROVIDER } from "./crm-settings"
import { excludedLeads, readLinks, saveLinks, type LinkWrite } from "./links"
import type { SyncRun } from "./sync-run"

/**
 * A contact that somebody made in the CRM is an enquiry like any other: it goes through the same matching, so that a person
 * who is here already is not here twice. The link is made in the same transaction; what the two say of each other is then
 * compared as always. A contact that carries the id of a lead of ours has merely lost its link.
 */
export const importContacts = async (run: SyncRun, records: readonly CrmRecord[]): Promise<string[]> => {
  const { ctx } = run
  const ownIds = records.flatMap(({ values }) => values[ID_PROPERTIES.contact] ?? [])
  const known =
    ownIds.length === 0
      ? []
      : await ctx.db
          .select({ id: leads.id })
          .from(leads)
          .where(inArray(leads.id, ownIds.filter(isUuid)))
  const ours = new Set(known.map(({ id }) => id))
  const strangers = records.filter((record) => !ours.has(record.values[ID_PROPERTIES.contact] ?? "") && isSomebody(record))
  if (strangers.length === 0) return [...ours]
  const now = ctx.now()
  const imported = await ctx.db.transaction(async (tx) => {
    const inputs = strangers.map((record) => ({ event: eventOf(record), receiptId: newId() }))
    const result = await foldEvents(tx, inputs, now)
    await react(ctx, tx, result.changes)
    const leadOf = result.folded.map((one) => (one.outcome === "folded" ? one.leadId : null))
    const excluded = await excludedLeads(
      tx,
      leadOf.filter((id) => id !== null),
    )
    const taken = new Set<string>()
    const writes = strangers.flatMap((record, at): LinkWrite[] => {
      const leadId = leadOf[at]
      // Two records of one person: the first is linked, and the other is for the CRM's own users to merge.
      if (!leadId || excluded.has(leadId) || taken.has(leadId)) return []
      taken.add(leadId)
      return [
        { leadId, object: "contact", externalId: record.id, run: null, snapshot: {}, withheld: {}, remoteUpdatedAt: null, syncedAt: now },
      ]
    })
    const linked = await linkedContacts(tx, [...taken])
    await saveLinks(
      tx,
      writes.filter(({ leadId }) => !linked.has(leadId)),
    )
    return result.changedLeadIds
  })
  await announceLeads(ctx.db, imported)
  return [...ours, ...imported]
}

const linkedContacts = async (tx: Parameters<typeof saveLinks>[0], leadIds: readonly string[]): Promise<Set<string>> => {
  const links = await readLinks(tx, leadIds)
  return new Set([...links].filter(([, list]) => list.some(({ objectType }) => objectType === "contact")).map(([id]) => id))
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const isSomebody = ({ emails, phones, values }: CrmRecord): boolean =>
  emails.length + phones.length > 0 || Boolean(values["firstname"] ?? values["lastname"])

const eventOf = (record: CrmRecord): LeadEvent => {
  const { values } = record
  const name = [values["firstname"], values["lastname"]].filter(Boolean).join(" ")
  const fields = [
    ["name", name],
    ["company", values["company"] ?? ""],
  ] as const
  return {
    channel: PROVIDER,
    eventKey: `contact:${record.id}`,
    kind: "enquiry",
    direction: "inbound",
    occurredAt: record.createdAt,
    text: null,
    author: { role: "system", name: "HubSpot" },
    identities: [
      ...record.emails.map((raw) => ({ kind: "email" as const, raw, source: "crm" as const })),
      ...record.phones.map((raw) => ({ kind: "phone" as const, raw, source: "crm" as const })),
    ],
    fields: fields.flatMap(([field, value]) => (value === "" ? [] : [{ field, value, trust: "stated" as const }])),
    conversation: null,
    attribution: null,
    consents: [],
    booking: null,
    attachments: [],
    details: { crmContact: record.id },
    whenUnknown: "lead",
  }
}
