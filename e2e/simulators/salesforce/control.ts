import { z } from "zod"
import { leadOfDeal, type SimContact, type SimDeal, type SimEdit, type SimObject } from "@/e2e/simulators/shared/control"
import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { done, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { stageHere, stageThere, type StageThere } from "@/e2e/simulators/shared/stages"
import { idKey } from "./ids"
import { recordsOf, type Org, type SfRecord, type Value, type Values } from "./org"
import { problem } from "./problems"
import { deleteRecord, undeleteRecord, updateRecord, type Saving } from "./save"
import { convertLead, mergeRecords } from "./soap"
import { STAGES } from "./schema"

/** The shared doors on an org, and what only Salesforce has: conversion, the bin, locks, rules of the administrator. */
const stages: StageThere[] = STAGES.map(([id, isClosed, isWon]) => ({ id, isClosed, isWon }))

const byPerson = (org: Org): Saving => ({ author: { userId: org.user.person, client: null }, allowSave: true, autoAssign: false })

const text = (value: Value | undefined): string | null => (value === null || value === undefined ? null : String(value))

export const controlsOf = (org: Org): SimWorld["controls"] => ({
  contacts: () => [...recordsOf(org, "Contact"), ...recordsOf(org, "Lead")].map((record) => contactOf(org, record)),
  deals: () => recordsOf(org, "Opportunity").map((record) => dealOf(org, record)),
  edit: (object, id, edit) => {
    const record = mustFind(org, object, id)
    updateRecord(org, record, valuesOf(org, object, edit), byPerson(org))
  },
  remove: (object, id) => deleteRecord(org, mustFind(org, object, id), byPerson(org).author),
  create: (object, edit) =>
    createAs(org, object === "deals" ? "Opportunity" : "Contact", { ...valuesOf(org, object, { ...edit, name: edit.name ?? "" }) }),
  restore: (object, id) => undeleteRecord(org, mustFind(org, object, id), byPerson(org).author),
  merge: (_object, id, otherId) => mergeRecords(org, id, [otherId], byPerson(org).author),
})

function createAs(org: Org, type: string, values: Values): string {
  const { FirstName, LastName } = values
  const names: Values = LastName === undefined ? {} : { Name: [FirstName, LastName].filter(Boolean).join(" ") }
  return org.create(type, { OwnerId: org.user.person, ...names, ...values }, byPerson(org).author).id
}

function mustFind(org: Org, object: SimObject, id: string): SfRecord {
  const record = org.records.get(idKey(id))
  const isOf = record && (object === "deals" ? record.type === "Opportunity" : record.type === "Contact" || record.type === "Lead")
  if (!isOf || record.isPurged) throw problem(404, "NOT_FOUND", `There is no record ${id} among the ${object}.`)
  return record
}

const contactOf = (org: Org, { id, values }: SfRecord): SimContact => ({
  id,
  leadId: text(values["Onelead_Lead_Id__c"]),
  name: text(values["Name"]) ?? "",
  email: text(values["Email"]),
  phone: text(values["Phone"]),
  company: text(values["Onelead_Company__c"] ?? values["Company"]),
  ownerEmail: text(org.records.get(idKey(String(values["OwnerId"])))?.values["Email"]),
})

function dealOf(org: Org, { id, values }: SfRecord): SimDeal {
  const role = recordsOf(org, "OpportunityContactRole").find((one) => one.values["OpportunityId"] === id)
  const stage = text(values["StageName"]) ?? ""
  return {
    id,
    leadId: leadOfDeal(text(values["Onelead_Deal_Id__c"])),
    contactId: text(role?.values["ContactId"] ?? values["ContactId"]),
    stage,
    ourStage: stageHere(stages, stage),
    amount: values["Amount"] === null || values["Amount"] === undefined ? null : Number(values["Amount"]),
    isWon: values["IsWon"] === true,
    isClosed: values["IsClosed"] === true,
  }
}

function valuesOf(org: Org, object: SimObject, { name, email, phone, company, ownerEmail, stage, amount, ...rest }: SimEdit): Values {
  const [first = "", ...last] = (name ?? "").split(" ")
  const names: Values = object === "deals" ? { Name: name ?? "" } : { FirstName: first, LastName: last.join(" ") || first }
  return {
    ...(rest as Values),
    ...(name === undefined ? {} : names),
    ...(email === undefined ? {} : { Email: email }),
    ...(phone === undefined ? {} : { Phone: phone }),
    ...(company === undefined ? {} : { Onelead_Company__c: company }),
    ...(ownerEmail === undefined ? {} : { OwnerId: userNamed(org, ownerEmail) }),
    ...(stage === undefined ? {} : { StageName: stageThere(stages, stage) }),
    ...(amount === undefined ? {} : { Amount: amount }),
  }
}

function userNamed(org: Org, email: string | null): string {
  const user = recordsOf(org, "User").find(({ values }) => values["Email"] === email)
  if (!user) throw problem(404, "NOT_FOUND", `The org has no user ${email ?? "without an address"}.`)
  return user.id
}

const Act = z.discriminatedUnion("op", [
  z.object({ op: z.literal("convert"), leadId: z.string() }),
  z.object({ op: z.literal("merge"), masterId: z.string(), ids: z.array(z.string()) }),
  z.object({ op: z.literal("undelete"), id: z.string() }),
  z.object({ op: z.literal("purge"), id: z.string() }),
  z.object({ op: z.literal("lock"), id: z.string(), seconds: z.number() }),
  z.object({
    op: z.literal("create"),
    type: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
])

/** POST /__sim/act: what a person does that has no property of its own. */
export function act(org: Org, input: unknown): SimAnswer {
  const given = Act.parse(input)
  const found = (id: string): SfRecord => {
    const record = org.records.get(idKey(id))
    if (!record) throw problem(404, "NOT_FOUND", `There is no record ${id}.`)
    return record
  }
  switch (given.op) {
    case "convert":
      return done(convertLead(org, found(given.leadId), { opportunityName: null, noOpportunity: false }, byPerson(org)))
    case "merge":
      mergeRecords(org, given.masterId, given.ids, byPerson(org).author)
      return done()
    case "undelete":
      undeleteRecord(org, found(given.id), byPerson(org).author)
      return done()
    case "purge":
      found(given.id).isPurged = true
      return done()
    case "lock":
      org.locks.set(idKey(given.id), org.clock.now() + given.seconds * 1000)
      return done()
    default:
      return done({ id: createAs(org, given.type, given.values) })
  }
}
