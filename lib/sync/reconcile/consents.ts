import { eventOf } from "@/lib/channels/reading/blank-event"
import { readStated } from "@/lib/leads/consent"
import { consentFor } from "@/lib/core/privacy/consent-gate"
import type { LeadEvent } from "@/lib/core/lead-event"
import { CrmFailure, type CrmRecord } from "@/lib/crm/provider"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import type { SyncRun } from "@/lib/sync/connection/sync-run"
import type { Compared } from "./compare-items"

/**
 * Consent to be written to, both ways. An unsubscribe in the CRM is a withdrawal here, and a person's return there a
 * grant. A withdrawal here or in another CRM unsubscribes the person's addresses there. A grant here is not sent: only the
 * person may undo an unsubscribe there.
 */
const SENT = "consent"
const keyOf = (property: string): string => `consent:${property}`

/** Of these leads, those whose consent to marketing was withdrawn elsewhere than in this CRM. */
export async function withdrawnLeads({ db, crm }: Pick<CrmCtx, "db" | "crm">, leadIds: readonly string[]): Promise<Set<string>> {
  const stated = await readStated(db, leadIds)
  return new Set(
    leadIds.filter((id) => {
      const facts = stated.get(id) ?? []
      const elsewhere = facts.filter(({ origin }) => origin !== crm.name)
      return consentFor("marketing", facts) === false && consentFor("marketing", elsewhere) === false
    }),
  )
}

/** What the CRM was told, and is to be told: the addresses to unsubscribe; "" for none. */
export const isOptOutSent = (item: Pick<Compared["item"], "contact" | "optOut">): boolean =>
  (item.contact?.snapshot[SENT]?.o ?? "") === item.optOut

export async function applyConsents(run: SyncRun, compared: readonly Compared[]): Promise<void> {
  for (const { item, contact } of compared) {
    const record = item.contactRecord
    if (!record) continue
    for (const optOut of run.optOuts) {
      const { property, purpose } = optOut
      const isOut = record.values[property] === "true"
      const wasOut = item.contact?.snapshot[keyOf(property)]?.t === "true"
      const isKnown = purpose === "marketing" && isOut && item.optOut !== ""
      if (isOut !== wasOut && !isKnown) {
        const event = consentEvent(run.ctx.crm, record, optOut, !isOut)
        await changeLeads(run.ctx, (unit) => ingestInto(unit, [{ event, receiptId: null, leadId: item.lead.id }]))
        run.step(`applied ${property}`)
      }
      if (isOut || wasOut) contact.snapshot[keyOf(property)] = { o: "", t: String(isOut) }
    }
  }
}

/** Two accounts of one kind may use the same ids. */
const recordKey = ({ name, definition }: CrmCtx["crm"], { id }: CrmRecord): string => (name === definition.kind ? id : `${name}:${id}`)

/** Read twice, it is one event: its key names the state of the record. */
function consentEvent(
  crm: CrmCtx["crm"],
  record: CrmRecord,
  { property, label, purpose }: SyncRun["optOuts"][number],
  given: boolean,
): LeadEvent {
  const at = record.changedAt[property] ?? record.updatedAt
  return eventOf(crm.definition.channel, {
    eventKey: `${keyOf(property)}:${recordKey(crm, record)}:${given}:${at.getTime()}`,
    kind: "contact_updated",
    direction: "internal",
    occurredAt: at,
    text: `${given ? "Subscribed again" : "Unsubscribed"} in ${crm.label} (${label})`,
    author: { role: "person", name: null },
    consents: [{ given, givenAt: at, textVersion: null, purpose, origin: crm.name }],
    details: { optOut: !given, crmContact: record.id },
    whenUnknown: "keep",
  })
}

/**
 * Unsubscribes there whom we may not write to. What the CRM refuses is shown once as a conflict, stops nothing else, and is
 * tried again with the next push; the snapshot keeps it as `t`.
 */
export async function sendOptOuts(run: SyncRun, compared: readonly Compared[]): Promise<void> {
  for (const { item, contact } of compared) {
    const known = item.contact?.snapshot[SENT]
    const [main] = run.optOuts
    if (isOptOutSent(item) || main === undefined) {
      if (known) contact.snapshot[SENT] = known
      continue
    }
    const isOutThere = item.contactRecord?.values[main.property] === "true"
    const refusal = item.optOut === "" || isOutThere ? null : await unsubscribe(run, item.optOut.split(" "))
    contact.snapshot[SENT] = refusal === null ? { o: item.optOut, t: "" } : { o: known?.o ?? "", t: item.optOut }
    if (refusal !== null) {
      if (known?.t !== item.optOut)
        contact.conflicts.push({ field: SENT, base: null, ours: "unsubscribed", theirs: "", winner: "theirs", rule: refusal })
    } else if (item.optOut !== "") contact.snapshot[keyOf(main.property)] = { o: "", t: "true" }
  }
}

async function unsubscribe(run: SyncRun, emails: readonly string[]): Promise<string | null> {
  try {
    for (const email of emails) await run.provider.unsubscribe?.(email)
    run.step("unsubscribed")
    return null
  } catch (error) {
    if (!(error instanceof CrmFailure)) throw error
    if (error.failure.kind === "scope") return `the token lacks ${error.failure.scopes.join(", ") || "a scope"}`
    if (error.failure.kind === "refused") return `the CRM refuses to unsubscribe: ${error.failure.message}`
    throw error
  }
}
