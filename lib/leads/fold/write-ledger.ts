import { sql } from "drizzle-orm"
import { insertRows, overwriting } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import {
  attributions,
  auditLog,
  bookings,
  consents,
  conversations,
  duplicateItems,
  leadFieldValues,
  leadIdentities,
  leads,
  stageHistory,
  touchpoints,
} from "@/db/schema"
import { LEAD_CHILDREN } from "@/lib/leads/children"
import type { Ledger, LeadRow } from "./ledger"

/** Writes a ledger in a fixed number of statements, whatever the size of the batch. Parents first. */
export const writeLedger = async (tx: Transaction, ledger: Ledger, now: Date): Promise<void> => {
  await writeLeads(tx, ledger, now)
  await moveAbsorbed(tx, ledger)
  await insertRows(tx, conversations, [...ledger.changedConversations], overwriting(conversations, CONVERSATION_COLUMNS))
  await insertRows(tx, touchpoints, ledger.touchpoints)
  await writeTouchpointDetails(tx, ledger)
  await insertRows(
    tx,
    leadIdentities,
    [...ledger.changedIdentities],
    overwriting(leadIdentities, ["leadId", "strength", "firstSeenAt", "lastSeenAt"]),
  )
  await insertRows(tx, leadFieldValues, ledger.fieldValues)
  await insertRows(tx, attributions, ledger.attributions)
  await insertRows(tx, consents, ledger.consents)
  await insertRows(tx, bookings, [...ledger.changedBookings], overwriting(bookings, BOOKING_COLUMNS))
  await insertRows(tx, stageHistory, ledger.stageMoves)
  await insertRows(tx, duplicateItems, ledger.duplicates, sql`on conflict (pair_key) do nothing`)
  await insertRows(tx, auditLog, ledger.audit)
}

const CONVERSATION_COLUMNS = ["leadId", "url", "startedAt", "lastMessageAt", "lastInboundAt", "messageCount"] as const
const BOOKING_COLUMNS = ["leadId", "status", "amountMinor", "currency", "vehicle", "startsAt", "endsAt", "bookedAt", "statusAt"] as const

/** The columns a fold may change; score and band belong to scoring, the owner to routing and people. */
const LEAD_COLUMNS = [
  "kind",
  "state",
  "mergedInto",
  "name",
  "searchText",
  "phones",
  "emails",
  "channels",
  "firstChannel",
  "company",
  "country",
  "emirate",
  "language",
  "vehicle",
  "vehicleClass",
  "provenance",
  "firstTouchAt",
  "lastActivityAt",
  "lastInboundAt",
  "stageId",
  "stageEnteredAt",
  "run",
  "lostReason",
  "lostNote",
  "version",
  "updatedAt",
] as const satisfies readonly (keyof LeadRow)[]

const writeLeads = async (tx: Transaction, ledger: Ledger, now: Date): Promise<void> => {
  const rows = [...ledger.changedLeads].map((id) => ledger.leads.get(id)).filter((lead) => lead !== undefined)
  for (const lead of rows) {
    lead.version += 1
    lead.updatedAt = now
    lead.provenance = JSON.parse(JSON.stringify(lead.provenance))
  }
  await insertRows(tx, leads, rows, overwriting(leads, LEAD_COLUMNS))
}

const moveAbsorbed = async (tx: Transaction, ledger: Ledger): Promise<void> => {
  for (const { from, into } of ledger.absorbed) {
    if (ledger.newLeads.has(from)) continue
    await tx.execute(
      sql`delete from lead_identities a using lead_identities b where a.lead_id = ${from} and b.lead_id = ${into} and a.kind = b.kind and a.value = b.value`,
    )
    for (const table of Object.values(LEAD_CHILDREN)) {
      await tx.execute(sql`update ${table} set lead_id = ${into} where lead_id = ${from}`)
    }
  }
}

const writeTouchpointDetails = async (tx: Transaction, ledger: Ledger): Promise<void> => {
  if (ledger.touchpointDetails.size === 0) return
  const changes = JSON.stringify([...ledger.touchpointDetails].map(([id, details]) => ({ id, details })))
  await tx.execute(sql`
    update touchpoints t set details = t.details || c.details
    from jsonb_to_recordset(${changes}::jsonb) as c(id uuid, details jsonb) where t.id = c.id`)
}
