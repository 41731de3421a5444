import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { addRow, findRow, rowsOf, setValues, type Author, type Link, type Org, type Row, type Values } from "./org"
import { notThere, refused } from "./problems"
import { addressOf, rowAt } from "./address"
import { statusesOf } from "./write"

/** What has a name of its own: winning, losing, qualifying and merging. */
const done: SimAnswer = { status: 204 }

type Body = Record<string, unknown>

export function closeOpportunity(org: Org, isWon: boolean, body: Body, author: Author): SimAnswer {
  const close = (body["OpportunityClose"] ?? {}) as Body
  const opportunity = rowAt(org, addressOf(org, String(close["opportunityid@odata.bind"] ?? "")))
  if (!opportunity) throw notThere("opportunity", String(close["opportunityid@odata.bind"]))
  const state = isWon ? 1 : 2
  setState(org, opportunity, state, Number(body["Status"] ?? -1), author, {
    ...(typeof close["actualrevenue"] === "number" ? { actualvalue: close["actualrevenue"] } : {}),
    actualclosedate: String(close["actualend"] ?? new Date(org.clock.now()).toISOString()).slice(0, 10),
  })
  addRow(
    org,
    "opportunityclose",
    { subject: String(close["subject"] ?? ""), opportunityid: { table: "opportunity", id: opportunity.id } },
    author,
  )
  return done
}

export function setState(org: Org, row: Row, state: number, given: number, author: Author, values: Values = {}): void {
  const table = org.tables.get(row.table)
  if (!table) return
  const allowed = statusesOf(table, state)
  if (row.values["statecode"] === state) throw refused(400, "0x80048408", `The ${row.table} is already closed.`)
  if (given !== -1 && !allowed.includes(given))
    throw refused(400, "0x80048408", `${given} is not a valid status code for state code ${state} of ${row.table}.`)
  setValues(org, row, { statecode: state, statuscode: given === -1 ? (allowed[0] ?? null) : given, ...values }, author)
}

const copied = (row: Row, names: readonly string[]): Values =>
  Object.fromEntries(names.flatMap((name) => (row.values[name] === undefined ? [] : [[name, row.values[name] ?? null]])))

export function qualifyLead(org: Org, lead: Row, body: Body, author: Author): SimAnswer {
  if (lead.values["statecode"] !== 0) throw refused(400, "0x80048408", "The lead is already closed.")
  const origin: Values = { originatingleadid: { table: "lead", id: lead.id } }
  const made: { set: string; type: string; row: Row }[] = []
  const make = (type: string, set: string, values: Values): Link => {
    const row = addRow(org, type, { statecode: 0, statuscode: 1, ...values }, author)
    made.push({ set, type, row })
    return { table: type, id: row.id }
  }
  const person = ["firstname", "lastname", "emailaddress1", "telephone1", "mobilephone", "address1_country", "jobtitle"]
  const contact = body["CreateContact"] === true ? make("contact", "contacts", { ...copied(lead, person), ...origin }) : null
  const account = body["CreateAccount"] === true ? make("account", "accounts", { name: lead.values["companyname"] ?? "" }) : null
  const opportunity =
    body["CreateOpportunity"] === true
      ? make("opportunity", "opportunities", {
          name: lead.values["subject"] ?? "",
          parentcontactid: contact,
          customerid: contact ?? account,
          ...origin,
        })
      : null
  setState(org, lead, 1, Number(body["Status"] ?? -1), author, { parentcontactid: contact, qualifyingopportunityid: opportunity })
  return {
    status: 200,
    body: {
      value: made.map(({ type, row }) => ({
        "@odata.type": `#Microsoft.Dynamics.CRM.${type}`,
        "@odata.etag": `W/"${row.version}"`,
        [`${type}id`]: row.id,
      })),
    },
  }
}

export function mergeRows(org: Org, body: Body, author: Author): SimAnswer {
  const [target, subordinate] = [rowIn(org, body["Target"]), rowIn(org, body["Subordinate"])]
  if (target.table !== subordinate.table || !["lead", "contact", "account"].includes(target.table))
    throw refused(400, "0x80040203", `The Merge message does not support entities of type ${subordinate.table}`)
  for (const row of rowsOf(org, "opportunity").concat(rowsOf(org, "phonecall"), rowsOf(org, "task"), rowsOf(org, "annotation")))
    for (const [name, value] of Object.entries(row.values))
      if (typeof value === "object" && value?.id === subordinate.id) row.values[name] = { table: target.table, id: target.id }
  const isLead = subordinate.table === "lead"
  setValues(
    org,
    subordinate,
    { statecode: isLead ? 2 : 1, statuscode: isLead ? 7 : 2, merged: true, masterid: { table: target.table, id: target.id } },
    author,
  )
  setValues(org, target, {}, author)
  return done
}

function rowIn(org: Org, raw: unknown): Row {
  const body = (raw ?? {}) as Body
  const type = /^#?Microsoft\.Dynamics\.CRM\.(\w+)$/.exec(String(body["@odata.type"] ?? ""))?.[1]
  if (type === undefined) throw refused(400, "0x80048d19", "The @odata.type annotation is required")
  const id = String(body[`${type}id`] ?? "")
  const row = findRow(org, type, id)
  if (!row) throw notThere(type, id)
  return row
}
