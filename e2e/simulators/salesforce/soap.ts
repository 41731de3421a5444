import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Auth } from "./auth"
import { idKey } from "./ids"
import { change, findRecord, recordsOf, type Author, type Org, type SfRecord, type Values } from "./org"
import { problem, SfProblem } from "./problems"
import { deleteRecord, insertRecord, type Saving } from "./save"
import { CONVERTED_STATUS } from "./schema"

/** What only the SOAP API can do: merging records, and turning a lead into a contact and an opportunity. */
export function answerSoap(org: Org, auth: Auth, call: SimCall, saving: Saving): SimAnswer {
  const session = one(call.raw, "sessionId") ?? ""
  // Tokens in JWT format are not accepted here.
  if (session.startsWith("eyJ") || !auth.accepts(`Bearer ${session}`))
    return fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")
  try {
    if (/<(\w+:)?merge[ >]/.test(call.raw)) return soap("merge", mergeResult(org, call.raw, saving))
    if (/<(\w+:)?convertLead[ >]/.test(call.raw)) return soap("convertLead", convertResult(org, call.raw, saving))
  } catch (error) {
    if (error instanceof SfProblem) return fault(error.errors[0]?.code ?? "", error.message)
    throw error
  }
  return fault("INVALID_TYPE", "unknown operation")
}

const all = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${tag}>`, "g"))].map(([, inner = ""]) => inner)
const one = (xml: string, tag: string): string | undefined => all(xml, tag)[0]

const soap = (operation: string, result: string): SimAnswer => ({
  status: 200,
  headers: { "Content-Type": "text/xml;charset=UTF-8" },
  text: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body><${operation}Response><result>${result}</result></${operation}Response></soapenv:Body></soapenv:Envelope>`,
})

const fault = (code: string, message: string): SimAnswer => ({
  status: 500,
  headers: { "Content-Type": "text/xml;charset=UTF-8" },
  text: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
})

function mergeResult(org: Org, xml: string, saving: Saving): string {
  const master = one(xml, "masterRecord") ?? ""
  const ids = all(xml, "recordToMergeIds")
  const merged = (errors: string, success: boolean): string =>
    `${errors}<id>${one(master, "Id") ?? ""}</id>${ids.map((id) => `<mergedRecordIds>${id}</mergedRecordIds>`).join("")}<success>${success}</success>`
  try {
    mergeRecords(org, one(master, "Id") ?? "", ids, saving.author)
    return merged("", true)
  } catch (error) {
    if (!(error instanceof SfProblem)) throw error
    return merged(`<errors><message>${error.message}</message><statusCode>${error.errors[0]?.code ?? ""}</statusCode></errors>`, false)
  }
}

/** The losers go into the bin and say who took them over; what belonged to them belongs to the master. */
export function mergeRecords(org: Org, masterId: string, ids: readonly string[], author: Author): void {
  const master = org.records.get(idKey(masterId))
  if (!master || master.deletedAt !== null) throw problem(404, "ENTITY_IS_DELETED", "entity is deleted")
  if (!["Lead", "Contact", "Account"].includes(master.type) || ids.length > 2)
    throw problem(400, "INVALID_TYPE", "cannot merge these records")
  const losers = ids.map((id): SfRecord => {
    const loser = findRecord(org, master.type, id)
    if (!loser || loser.deletedAt !== null) throw problem(404, "ENTITY_IS_DELETED", "entity is deleted")
    return loser
  })
  for (const loser of losers) {
    for (const record of org.records.values())
      for (const name of ["ContactId", "WhoId", "AccountId"]) if (record.values[name] === loser.id) record.values[name] = master.id
    deleteRecord(org, loser, author, master.id)
  }
  change(org, master, {}, author)
}

function convertResult(org: Org, xml: string, saving: Saving): string {
  const text = one(xml, "leadConverts") ?? xml
  const lead = findRecord(org, "Lead", one(text, "leadId") ?? "")
  if (!lead || lead.deletedAt !== null) throw problem(404, "ENTITY_IS_DELETED", "entity is deleted")
  const made = convertLead(
    org,
    lead,
    { opportunityName: one(text, "opportunityName") ?? null, noOpportunity: one(text, "doNotCreateOpportunity") === "true" },
    saving,
  )
  return `<accountId>${String(made["ConvertedAccountId"])}</accountId><contactId>${String(made["ConvertedContactId"])}</contactId><leadId>${lead.id}</leadId><opportunityId>${String(made["ConvertedOpportunityId"] ?? "")}</opportunityId><success>true</success>`
}

/** Custom fields go along where the new record has a field of the same name, as an administrator would map them. */
export function convertLead(
  org: Org,
  lead: SfRecord,
  options: { opportunityName: string | null; noOpportunity: boolean },
  saving: Saving,
): Values {
  if (lead.values["IsConverted"] === true) throw problem(400, "CANNOT_UPDATE_CONVERTED_LEAD", "lead is already converted")
  const { FirstName = null, LastName = null, Email = null, Phone = null, Company = null } = lead.values
  const own = (type: string): Values =>
    Object.fromEntries(
      Object.entries(lead.values).filter(([name]) => name.endsWith("__c") && org.objects.get(type)?.some((known) => known.name === name)),
    )
  const account = insertRecord(org, "Account", { Name: Company }, saving)
  const contact = org.create(
    "Contact",
    { FirstName, LastName, Email, Phone, AccountId: account.id, Name: lead.values["Name"] ?? null, ...own("Contact") },
    saving.author,
  )
  const opportunity = options.noOpportunity
    ? null
    : insertRecord(
        org,
        "Opportunity",
        {
          Name: options.opportunityName ?? Company,
          StageName: "Prospecting",
          CloseDate: new Date(org.clock.now()).toISOString().slice(0, 10),
          AccountId: account.id,
          ContactId: contact.id,
        },
        saving,
      )
  if (opportunity) Object.assign(opportunity.values, own("Opportunity"))
  const converted: Values = {
    IsConverted: true,
    Status: CONVERTED_STATUS,
    ConvertedDate: new Date(org.clock.now()).toISOString().slice(0, 10),
    ConvertedAccountId: account.id,
    ConvertedContactId: contact.id,
    ConvertedOpportunityId: opportunity?.id ?? null,
  }
  change(org, lead, converted, saving.author)
  for (const task of recordsOf(org, "Task")) if (task.values["WhoId"] === lead.id) task.values["WhoId"] = contact.id
  return converted
}
