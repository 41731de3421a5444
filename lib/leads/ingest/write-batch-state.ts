import { and, eq, inArray, sql } from "drizzle-orm"
import { insertRows, overwriting } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import {
  attributions,
  auditLog,
  bookings,
  consents,
  conversations,
  leadFieldValues,
  leadIdentities,
  leads,
  stageHistory,
  touchpoints,
} from "@/db/schema"
import { RESUMED } from "@/lib/core/lead-event"
import { publishEvents } from "@/lib/platform/hooks/publish-events"
import { enqueue } from "@/lib/platform/jobs/job"
import { LEAD_CHILDREN } from "@/lib/leads/children"
import { askReviewers } from "@/lib/matching/ask-reviewers"
import { reweighJob } from "@/lib/matching/reweigh-items"
import { queueSecondLook } from "@/lib/matching/second-look"
import { writeCandidateIndex } from "@/lib/matching/write-candidate-index"
import type { BatchState, LeadRow } from "./batch-state"

/** Writes a batch state in a fixed number of pipelined statements, whatever the size of the batch. Parents first. */
export async function writeBatchState(tx: Transaction, batch: BatchState, now: Date): Promise<void> {
  if (batch.absorbed.length > 0) {
    await writeLeads(tx, batch, now)
    await moveAbsorbed(tx, batch)
  }
  await pipelined(
    async () => batch.absorbed.length === 0 && (await writeLeads(tx, batch, now)),
    () => insertRows(tx, conversations, [...batch.changedConversations], overwriting(conversations, CONVERSATION_COLUMNS)),
    () => insertRows(tx, touchpoints, batch.touchpoints),
    () => writeTouchpointDetails(tx, batch),
    () => insertRows(tx, leadIdentities, [...batch.changedIdentities], overwriting(leadIdentities, IDENTITY_COLUMNS)),
    () => insertRows(tx, leadFieldValues, batch.fieldValues),
    () => insertRows(tx, attributions, batch.attributions),
    () => writeConsents(tx, batch, now),
    () => insertRows(tx, bookings, [...batch.changedBookings], overwriting(bookings, BOOKING_COLUMNS)),
    () => insertRows(tx, stageHistory, batch.stageMoves),
    () => askReviewers(tx, batch.duplicates),
    () => writeCandidateIndex(tx, batch.index),
    () => insertRows(tx, auditLog, batch.audit),
  )
  await queueLooks(tx, batch)
}

/** Questions to look at again: those that rest on a value that is shared now, and those that a batch beside this one hid. */
async function queueLooks(tx: Transaction, { nowShared, beside, index }: BatchState): Promise<void> {
  if (nowShared.size > 0) await enqueue(tx, reweighJob, { identityIds: [...nowShared] })
  const leadIds = [...new Set(index.newKeys.map(({ leadId }) => leadId))]
  if (beside.length > 0 && leadIds.length > 0) await queueSecondLook(tx, { leadIds, after: beside })
}

const IDENTITY_COLUMNS = ["leadId", "strength", "traits", "names", "firstSeenAt", "lastSeenAt"] as const
const CONVERSATION_COLUMNS = ["leadId", "url", "startedAt", "lastMessageAt", "lastInboundAt", "messageCount"] as const
const BOOKING_COLUMNS = ["leadId", "status", "amountMinor", "currency", "vehicle", "startsAt", "endsAt", "bookedAt", "statusAt"] as const

/** The columns that ingest may change; score and band belong to scoring, the owner to routing and people. */
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

async function writeLeads(tx: Transaction, batch: BatchState, now: Date): Promise<void> {
  const rows = [...batch.changedLeads].map((id) => batch.leads.get(id)).filter((lead) => lead !== undefined)
  for (const lead of rows) {
    lead.version += 1
    lead.updatedAt = now
    lead.provenance = JSON.parse(JSON.stringify(lead.provenance))
  }
  await insertRows(tx, leads, rows, overwriting(leads, LEAD_COLUMNS))
}

/** A START counts where consent was withdrawn before it, and is no consent where nothing was. */
async function writeConsents(tx: Transaction, { consents: all }: BatchState, now: Date): Promise<void> {
  const [resumed, others] = [all.filter(isResumption), all.filter((consent) => !isResumption(consent))]
  await insertRows(tx, consents, others)
  await tellConsents(tx, others, now)
  if (resumed.length === 0) return
  const withdrawn = await tx
    .select({ leadId: consents.leadId, at: consents.givenAt })
    .from(consents)
    .where(and(inArray(consents.leadId, [...new Set(resumed.map(({ leadId }) => leadId))]), eq(consents.given, false)))
  const restored = resumed.filter(({ leadId, givenAt }) => withdrawn.some((one) => one.leadId === leadId && one.at <= givenAt))
  await insertRows(tx, consents, restored)
  await tellConsents(tx, restored, now)
}

async function tellConsents(tx: Transaction, written: BatchState["consents"], now: Date): Promise<void> {
  const byLead = Map.groupBy(written, ({ leadId }) => leadId)
  const told = [...byLead].map(([leadId, ofLead]) => ({
    type: "consent.changed" as const,
    leadId,
    facts: { consents: ofLead.map(({ purpose, given }) => ({ purpose, given })) },
  }))
  await publishEvents(tx, told, now)
}

const isResumption = ({ textVersion }: BatchState["consents"][number]): boolean => textVersion === RESUMED

async function moveAbsorbed(tx: Transaction, batch: BatchState): Promise<void> {
  for (const { from, into } of batch.absorbed) {
    if (batch.newLeads.has(from)) continue
    await tx.execute(
      sql`delete from lead_identities a using lead_identities b where a.lead_id = ${from} and b.lead_id = ${into} and a.kind = b.kind and a.value = b.value`,
    )
    for (const table of Object.values(LEAD_CHILDREN)) {
      await tx.execute(sql`update ${table} set lead_id = ${into} where lead_id = ${from}`)
    }
  }
}

async function writeTouchpointDetails(tx: Transaction, batch: BatchState): Promise<void> {
  if (batch.touchpointDetails.size === 0) return
  const changes = JSON.stringify([...batch.touchpointDetails].map(([id, details]) => ({ id, details })))
  await tx.execute(sql`
    update touchpoints t set details = t.details || c.details
    from jsonb_to_recordset(${changes}::jsonb) as c(id uuid, details jsonb) where t.id = c.id`)
}
