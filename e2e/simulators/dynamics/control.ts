import { z } from "zod"
import { leadOfDeal, type SimContact, type SimDeal, type SimEdit, type SimObject } from "@/e2e/simulators/shared/control"
import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { done, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { stageHere, stageThere, type StageThere } from "@/e2e/simulators/shared/stages"
import { mergeRows, qualifyLead, setState } from "./actions"
import { addRow, findRow, removeRow, rowsOf, setValues, type Author, type Org, type Row, type Value, type Values } from "./org"
import { notThere } from "./problems"
import { updateRow } from "./write"

/** The shared doors on an environment, and what only Dynamics has: qualification, merging, restoring. */
const byPerson = (org: Org): Author => ({ userId: org.user.person, tag: null })

const text = (value: Value | undefined): string | null => (value === null || value === undefined ? null : String(value))
const linkId = (value: Value | undefined): string | null => (typeof value === "object" && value !== null ? value.id : null)

/** Open stages are the choices of our own column, where it is there, else the reasons of the open state; the ends are states. */
function stagesOf(org: Org): StageThere[] {
  const columns = org.tables.get("opportunity")?.columns
  const own = columns?.get("onl_stage")?.options ?? columns?.get("statuscode")?.options.filter(({ state }) => state === 0) ?? []
  return [
    ...own.map(({ value }) => ({ id: String(value), isClosed: false, isWon: false })),
    { id: "won", isClosed: true, isWon: true },
    { id: "lost", isClosed: true, isWon: false },
  ]
}

function stageOf(org: Org, { values }: Row): string {
  if (values["statecode"] !== 0) return values["statecode"] === 1 ? "won" : "lost"
  return text(org.tables.get("opportunity")?.columns.has("onl_stage") ? values["onl_stage"] : values["statuscode"]) ?? ""
}

export const controlsOf = (org: Org): SimWorld["controls"] => ({
  contacts: () =>
    [...rowsOf(org, "contact"), ...rowsOf(org, "lead")].filter(({ values }) => values["merged"] !== true).map((row) => contactOf(org, row)),
  deals: () => rowsOf(org, "opportunity").map((row) => dealOf(org, row)),
  edit: (object, id, edit) => applyEdit(org, mustFind(org, object, id), edit),
  remove: (object, id) => removeRow(org, mustFind(org, object, id), byPerson(org)),
  create: (object, edit) => {
    const row = addAs(org, object === "deals" ? "opportunity" : "contact", {})
    applyEdit(org, row, edit)
    return row.id
  },
  restore: (_object, id) => restoreRow(org, id),
  merge: (object, target, subordinate) => mergeAs(org, object === "deals" ? "opportunity" : "contact", target, subordinate),
})

function addAs(org: Org, table: string, values: Values): Row {
  const state: Values = org.tables.get(table)?.columns.has("statecode") ? { statecode: 0, statuscode: 1 } : {}
  return addRow(org, table, { ...state, ...values }, byPerson(org))
}

function restoreRow(org: Org, id: string): void {
  const row = org.rows.get(id)
  if (!row) throw notThere("row", id)
  row.isDeleted = false
  setValues(org, row, {}, byPerson(org), "Create")
}

function mergeAs(org: Org, table: string, target: string, subordinate: string): void {
  const named = (id: string) => ({ "@odata.type": `Microsoft.Dynamics.CRM.${table}`, [`${table}id`]: id })
  mergeRows(org, { Target: named(target), Subordinate: named(subordinate) }, byPerson(org))
}

function mustFind(org: Org, object: SimObject, id: string): Row {
  const row = object === "deals" ? findRow(org, "opportunity", id) : (findRow(org, "contact", id) ?? findRow(org, "lead", id))
  if (!row) throw notThere(object, id)
  return row
}

const contactOf = (org: Org, { id, values }: Row): SimContact => ({
  id,
  leadId: text(values["onl_leadkey"]),
  name: text(values["fullname"]) ?? "",
  email: text(values["emailaddress1"]),
  phone: text(values["telephone1"]),
  company: text(values["onl_company"] ?? values["companyname"]),
  ownerEmail: text(findRow(org, "systemuser", linkId(values["ownerid"]) ?? "")?.values["internalemailaddress"]),
})

function dealOf(org: Org, row: Row): SimDeal {
  const { id, values } = row
  const stage = stageOf(org, row)
  return {
    id,
    leadId: leadOfDeal(text(values["onl_dealkey"])),
    contactId: linkId(values["parentcontactid"]) ?? linkId(values["customerid"]),
    stage,
    ourStage: stageHere(stagesOf(org), stage),
    amount: values["estimatedvalue"] === undefined || values["estimatedvalue"] === null ? null : Number(values["estimatedvalue"]),
    isWon: values["statecode"] === 1,
    isClosed: values["statecode"] !== 0,
  }
}

function applyEdit(org: Org, row: Row, { name, email, phone, company, ownerEmail, stage, amount, ...rest }: SimEdit): void {
  const table = org.tables.get(row.table)
  if (!table) return
  const writing = { author: byPerson(org), detectsDuplicates: false }
  const wanted = stage === undefined ? null : stageThere(stagesOf(org), stage)
  const isEnd = wanted === "won" || wanted === "lost"
  if (wanted !== null && row.values["statecode"] !== 0) setState(org, row, 0, -1, writing.author)
  const [first = "", ...last] = (name ?? "").split(" ")
  const names = row.table === "opportunity" ? { name } : { firstname: first, lastname: last.join(" ") }
  const stageColumn = table.columns.has("onl_stage") ? "onl_stage" : "statuscode"
  const body = {
    ...rest,
    ...(name === undefined ? {} : names),
    ...(email === undefined ? {} : { emailaddress1: email }),
    ...(phone === undefined ? {} : { telephone1: phone }),
    ...(company === undefined ? {} : { onl_company: company }),
    ...(amount === undefined ? {} : { estimatedvalue: amount }),
    ...(ownerEmail === undefined ? {} : { "ownerid@odata.bind": `/systemusers(${userNamed(org, ownerEmail)})` }),
    ...(wanted === null || isEnd ? {} : { [stageColumn]: Number(wanted) }),
  }
  if (Object.keys(body).length > 0) updateRow(org, table, row, body, writing)
  if (isEnd) setState(org, row, wanted === "won" ? 1 : 2, -1, writing.author)
}

function userNamed(org: Org, email: string | null): string {
  const user = rowsOf(org, "systemuser").find(({ values }) => values["internalemailaddress"] === email)
  if (!user) throw notThere("systemuser", email ?? "")
  return user.id
}

const Act = z.discriminatedUnion("op", [
  z.object({ op: z.literal("qualify"), leadId: z.string() }),
  z.object({ op: z.literal("merge"), table: z.string(), target: z.string(), subordinate: z.string() }),
  z.object({ op: z.literal("restore"), id: z.string() }),
  z.object({
    op: z.literal("create"),
    table: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
])

/** POST /__sim/act: what a person does that has no property of its own. */
export function act(org: Org, input: unknown): SimAnswer {
  const given = Act.parse(input)
  switch (given.op) {
    case "qualify": {
      const lead = findRow(org, "lead", given.leadId)
      if (!lead) throw notThere("lead", given.leadId)
      return qualifyLead(org, lead, { CreateContact: true, CreateOpportunity: true, Status: -1 }, byPerson(org))
    }
    case "merge":
      mergeAs(org, given.table, given.target, given.subordinate)
      return done()
    case "restore":
      restoreRow(org, given.id)
      return done()
    default:
      return done({ id: addAs(org, given.table, given.values).id })
  }
}
