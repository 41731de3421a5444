import { isoTime } from "@/e2e/simulators/shared/clock"
import { type Author, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import { applyPlan } from "@/e2e/simulators/hubspot/account/records"
import { ok, type SimAnswer, type SimRequest } from "./http"

/**
 * Communication preferences, version 4: what a person may be written to. The state belongs to the address; contacts
 * show it in read-only properties.
 */
export function setOptOut(portal: Portal, record: CrmRecord, optOut: { property: string; isOut: boolean }, author: Author): CrmRecord {
  if (!/^hs_email_optout(_\d+)?$/.test(optOut.property)) throw invalid(`${optOut.property} is no subscription`)
  return applyPlan(portal, { type: "contacts", record, author, set: [[optOut.property, String(optOut.isOut)]], derived: [] })
}

/** `POST /statuses/{address}/unsubscribe-all?channel=EMAIL`; an address without a contact is accepted too. */
export function preferenceRoutes(portal: Portal, request: SimRequest): SimAnswer {
  const [room, address = "", action] = request.path
  if (request.method !== "POST" || room !== "statuses" || action !== "unsubscribe-all") throw notFound()
  if (request.query.get("channel") !== "EMAIL") throw invalid("channel must be EMAIL")
  const email = address.toLowerCase()
  if (!email.includes("@")) throw invalid(`${address} is not a valid email address`)
  const addresses = ({ values }: CrmRecord) => [values["email"], ...(values["hs_additional_emails"] ?? "").split(";")]
  for (const record of portal.tables.contacts.records.values())
    if (record.archivedAt === null && addresses(record).includes(email))
      setOptOut(portal, record, { property: "hs_email_optout", isOut: true }, request.author)
  const at = isoTime(portal.clock.now())
  const result = { channel: "EMAIL", status: "UNSUBSCRIBED", subscriberIdString: email, timestamp: at, wideStatusType: "PORTAL_WIDE" }
  return ok({ status: "COMPLETE", results: [result], startedAt: at, completedAt: at })
}
