import { leadOfDeal, type SimContact, type SimDeal, type SimEdit, type SimObject } from "@/e2e/simulators/shared/control"
import type { SimWorld } from "@/e2e/simulators/shared/simulator"
import { stageHere, stageThere, type StageThere } from "@/e2e/simulators/shared/stages"
import type { Stored } from "@/e2e/simulators/shared/store"
import { CloseProblem, fieldsOf, mergeLeads, partsOf, removeRecord, restoreRecord, save, statusesOf, type Kind, type Org } from "./org"

/** The shared doors on an organization: a contact is a lead with its first contact. */
const KINDS: Record<SimObject, Kind> = { contacts: "lead", deals: "opportunity" }

export const controlsOf = (org: Org): SimWorld["controls"] => ({
  contacts: () => org.store.list("lead").map((lead) => contactOf(org, lead)),
  deals: () => org.store.list("opportunity").map((record) => dealOf(org, record)),
  edit: (object, id, edit) => {
    const record = mustFind(org, object, id)
    if (object === "contacts") return editLead(org, record, edit)
    save(org, "opportunity", record, dealValues(org, edit, record), org.user.person)
  },
  remove: (object, id) => removeRecord(org, mustFind(org, object, id), org.user.person),
  create: (object, edit) => {
    if (object === "deals") return save(org, "opportunity", undefined, dealValues(org, edit, undefined), org.user.person).id
    const lead = save(org, "lead", undefined, { name: edit.name ?? "New", contacts: [{ name: edit.name ?? "New" }] }, org.user.person)
    editLead(org, lead, edit)
    return lead.id
  },
  restore: (object, id) => {
    const record = org.store.any(KINDS[object], id)
    if (!record) throw new CloseProblem(404, `There is no record ${id}.`)
    restoreRecord(org, record, org.user.person)
  },
  merge: (object, id, otherId) => mergeLeads(org, mustFind(org, object, id), mustFind(org, object, otherId), org.user.person),
})

function mustFind({ store }: Org, object: SimObject, id: string): Stored {
  const record = store.find(KINDS[object], id)
  if (!record) throw new CloseProblem(404, `There is no record ${id} among the ${object}.`)
  return record
}

const codeOf = (org: Org, kind: Kind, name: string): string => `custom.${fieldsOf(org, kind).find((field) => field.name === name)?.id}`

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
const first = (list: unknown, field: string): string | null =>
  Array.isArray(list) ? text((list as Record<string, unknown>[])[0]?.[field]) : null

function contactOf(org: Org, { id, values }: Stored): SimContact {
  const person = partsOf(org, "contact", id)[0]?.values ?? {}
  const own = (name: string): string | null => text(values[codeOf(org, "lead", name)])
  return {
    id,
    leadId: own("Onelead lead id"),
    name: text(person["name"] ?? values["name"]) ?? "",
    email: first(person["emails"], "email"),
    phone: first(person["phones"], "phone"),
    company: own("Onelead company"),
    ownerEmail: text(org.store.find("user", String(own("Onelead owner")))?.values["email"]),
  }
}

const placesIn = (org: Org, pipelineId: unknown): StageThere[] =>
  statusesOf(org, pipelineId).map(({ id, values }) => ({ id, isClosed: values["type"] !== "active", isWon: values["type"] === "won" }))

function dealOf(org: Org, { id, values }: Stored): SimDeal {
  const stage = String(values["status_id"])
  const status = org.store.find("status", stage)?.values
  return {
    id,
    leadId: leadOfDeal(text(values[codeOf(org, "opportunity", "Onelead deal id")])),
    contactId: text(values["lead_id"]),
    stage,
    ourStage: stageHere(placesIn(org, status?.["pipeline_id"]), stage),
    amount: typeof values["value"] === "number" ? values["value"] / 100 : null,
    isWon: status?.["type"] === "won",
    isClosed: status?.["type"] !== "active",
  }
}

function editLead(org: Org, lead: Stored, { name, email, phone, company, ownerEmail, ...rest }: SimEdit): void {
  const ours = {
    ...rest,
    ...(company === undefined ? {} : { [codeOf(org, "lead", "Onelead company")]: company }),
    ...(ownerEmail === undefined
      ? {}
      : { [codeOf(org, "lead", "Onelead owner")]: ownerEmail === null ? null : userNamed(org, ownerEmail) }),
  }
  const persons = {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { emails: email === null ? [] : [{ email, type: "office" }] }),
    ...(phone === undefined ? {} : { phones: phone === null ? [] : [{ phone, type: "mobile" }] }),
  }
  const by = org.user.person
  if (Object.keys(ours).length > 0) save(org, "lead", lead, ours, by)
  if (Object.keys(persons).length > 0) save(org, "contact", partsOf(org, "contact", lead.id)[0], { ...persons, lead_id: lead.id }, by)
}

function dealValues(org: Org, { name, stage, amount, ...rest }: SimEdit, record: Stored | undefined): Record<string, unknown> {
  const pipelineId = org.store.find("status", String(record?.values["status_id"]))?.values["pipeline_id"]
  return {
    ...rest,
    ...(name === undefined ? {} : { note: name }),
    ...(stage === undefined ? {} : { status_id: stageThere(placesIn(org, pipelineId), stage) }),
    ...(amount === undefined ? {} : { value: amount === null ? null : Math.round(amount * 100) }),
  }
}

function userNamed({ store }: Org, email: string): string {
  const user = store.list("user").find(({ values }) => values["email"] === email)
  if (!user) throw new CloseProblem(404, `The organization has no user ${email}.`)
  return user.id
}
