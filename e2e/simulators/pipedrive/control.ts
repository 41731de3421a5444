import { leadOfDeal, type SimContact, type SimDeal, type SimEdit, type SimObject } from "@/e2e/simulators/shared/control"
import type { SimWorld } from "@/e2e/simulators/shared/simulator"
import { stageHere, stageThere, type StageThere } from "@/e2e/simulators/shared/stages"
import type { Stored } from "@/e2e/simulators/shared/store"
import { mergeRecords, stagesOf } from "./api"
import { fieldsOf, type Company, type Entity } from "./company"
import { PipedriveProblem, save } from "./write"

/** The shared doors on a company: won and lost stand in a deal's status, all else in its stage. */
const ENTITIES: Record<SimObject, Entity> = { contacts: "person", deals: "deal" }

export const controlsOf = (company: Company): SimWorld["controls"] => ({
  contacts: () => company.store.list("person").map((record) => contactOf(company, record)),
  deals: () => company.store.list("deal").map((record) => dealOf(company, record)),
  edit: (object, id, edit) => {
    const record = mustFind(company, object, id)
    save(company, ENTITIES[object], record, writtenOf(company, object, edit, record), company.user.person)
  },
  remove: (object, id) => company.store.remove(mustFind(company, object, id), company.user.person),
  create: (object, edit) => {
    const body = writtenOf(company, object, { name: "New", ...edit }, undefined)
    return save(company, ENTITIES[object], undefined, body, company.user.person).id
  },
  restore: (object, id) => {
    const record = company.store.any(ENTITIES[object], id)
    if (!record) throw new PipedriveProblem(404, `There is no record ${id}.`)
    company.store.restore(record, company.user.person)
  },
  merge: (object, id, otherId) =>
    mergeRecords(company, mustFind(company, object, id), mustFind(company, object, otherId), company.user.person),
})

function mustFind({ store }: Company, object: SimObject, id: string): Stored {
  const record = store.find(ENTITIES[object], id)
  if (!record) throw new PipedriveProblem(404, `There is no record ${id} among the ${object}.`)
  return record
}

const codeOf = (company: Company, entity: Entity, name: string): string =>
  fieldsOf(company, entity).find(({ field_name }) => field_name === name)?.field_code ?? name

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
const first = (list: unknown): string | null => (Array.isArray(list) ? text((list as { value: unknown }[])[0]?.value) : null)

function contactOf(company: Company, { id, values }: Stored): SimContact {
  const own = (name: string): string | null => text(values[codeOf(company, "person", name)])
  return {
    id,
    leadId: own("Onelead lead id"),
    name: text(values["name"]) ?? "",
    email: first(values["emails"]),
    phone: first(values["phones"]),
    company: own("Onelead company"),
    ownerEmail: text(company.store.find("user", String(values["owner_id"]))?.values["email"]),
  }
}

const ENDS: StageThere[] = [
  { id: "won", isClosed: true, isWon: true },
  { id: "lost", isClosed: true, isWon: false },
]

const placesIn = (company: Company, pipelineId: unknown): StageThere[] => [
  ...stagesOf(company, pipelineId).map(({ id }) => ({ id, isClosed: false, isWon: false })),
  ...ENDS,
]

function dealOf(company: Company, { id, values }: Stored): SimDeal {
  const { status, stage_id, pipeline_id, value } = values
  const stage = String(status === "open" ? stage_id : status)
  return {
    id,
    leadId: leadOfDeal(text(values[codeOf(company, "deal", "Onelead deal id")])),
    contactId: text(values["person_id"]),
    stage,
    ourStage: stageHere(placesIn(company, pipeline_id), stage),
    amount: typeof value === "number" ? value : null,
    isWon: status === "won",
    isClosed: status !== "open",
  }
}

function writtenOf(
  account: Company,
  object: SimObject,
  { name, email, phone, company, ownerEmail, stage, amount, ...rest }: SimEdit,
  record: Stored | undefined,
): Record<string, unknown> {
  const listOf = (value: string | null) => (value === null ? [] : [{ value, primary: true }])
  return {
    ...rest,
    ...(name === undefined ? {} : { [object === "deals" ? "title" : "name"]: name }),
    ...(email === undefined ? {} : { emails: listOf(email) }),
    ...(phone === undefined ? {} : { phones: listOf(phone) }),
    ...(company === undefined ? {} : { custom_fields: { [codeOf(account, "person", "Onelead company")]: company } }),
    ...(ownerEmail === undefined ? {} : { owner_id: userNamed(account, ownerEmail) }),
    ...(stage === undefined ? {} : placeOf(stageThere(placesIn(account, record?.values["pipeline_id"]), stage))),
    ...(amount === undefined ? {} : { value: amount }),
  }
}

const placeOf = (stage: string): Record<string, unknown> =>
  ENDS.some(({ id }) => id === stage) ? { status: stage } : { status: "open", stage_id: Number(stage) }

function userNamed({ store }: Company, email: string | null): number {
  const user = store.list("user").find(({ values }) => values["email"] === email)
  if (!user) throw new PipedriveProblem(404, `The company has no user ${email ?? "without an address"}.`)
  return Number(user.id)
}
