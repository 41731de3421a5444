import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum, type PropertyCreate } from "@hubspot/api-client/lib/codegen/crm/properties"
import type { CrmPipeline, CrmSchema, CrmStage } from "@/lib/core/sync/crm-schema"
import type { Provisioned, ProvisionPlan } from "@/lib/crm/provider"
import type { HubspotClient } from "./client"
import { HubspotError } from "./errors"
import { asFailure, TYPES } from "./read-rows"
import type { HubspotObjectType } from "./records"

/** The account's shape, and making what is missing of it. Repeating it makes nothing twice. */
const GROUP = "onelead"
export const ACTIVITY_KEY = "onelead_activity_id"
const ACTIVITY_TYPES: readonly HubspotObjectType[] = ["notes", "calls", "communications"]

export async function describeSchema(client: HubspotClient): Promise<CrmSchema> {
  const [contact, deal, pipelines, owners, account] = [
    await asFailure(client.properties("contacts")),
    await asFailure(client.properties("deals")),
    await asFailure(client.pipelines()),
    await asFailure(client.owners()),
    await readAccount(client),
  ]
  return {
    properties: { contact: contact.map(propertyOf), deal: deal.map(propertyOf) },
    pipelines: pipelines.map(pipelineOf),
    owners,
    ...account,
  }
}

/** A token may not be allowed to ask about the account; nothing else depends on the answer. */
async function readAccount(client: HubspotClient): Promise<Pick<CrmSchema, "timeZone" | "accountId">> {
  try {
    return await client.account()
  } catch (error) {
    if (error instanceof HubspotError && ["auth", "not_found", "invalid"].includes(error.problem.kind))
      return { timeZone: null, accountId: null }
    return await asFailure(Promise.reject(error as Error))
  }
}

type RawProperty = Awaited<ReturnType<HubspotClient["properties"]>>[number]

const propertyOf = (raw: RawProperty): CrmSchema["properties"]["contact"][number] => ({
  name: raw.name,
  label: raw.label,
  type: raw.type,
  readOnly: raw.modificationMetadata?.readOnlyValue ?? false,
  unique: raw.hasUniqueValue ?? false,
  options: raw.options.length > 0 ? raw.options.map(({ value }) => value) : null,
  ...optOutOf(raw),
})

/** `hs_email_optout` is all of marketing; one with a number is a subscription type. */
function optOutOf({ name }: RawProperty): { optOut?: string } {
  if (name === "hs_email_optout") return { optOut: "marketing" }
  const type = /^hs_email_optout_(\d+)$/.exec(name)?.[1]
  return type === undefined ? {} : { optOut: `newsletter:${type}` }
}

const pipelineOf = (raw: Awaited<ReturnType<HubspotClient["pipelines"]>>[number]): CrmPipeline => ({
  id: raw.id,
  label: raw.label,
  stages: [...raw.stages]
    .sort((a, b) => a.displayOrder - b.displayOrder)
    .map(({ id, label, metadata }) => ({ id, label, outcome: outcomeOf(metadata) })),
})

function outcomeOf(metadata: Readonly<Record<string, string>> | undefined): CrmStage["outcome"] {
  if (metadata?.["isClosed"] !== "true") return "open"
  return Number(metadata["probability"]) === 1 ? "won" : "lost"
}

export async function provision(client: HubspotClient, plan: ProvisionPlan): Promise<Provisioned> {
  const made: string[] = []
  for (const object of ["contact", "deal"] as const) {
    const wanted = plan.properties.filter((property) => property.object === object)
    const properties = wanted.map(({ name, label, unique, type }) => definition(name, label, unique, type))
    made.push(...(await makeProperties(client, TYPES[object], properties)))
  }
  for (const type of ACTIVITY_TYPES)
    made.push(...(await makeProperties(client, type, [definition(ACTIVITY_KEY, "Onelead activity", true, "text")])))
  made.push(...(await makePipeline(client, plan)))
  return { made, pending: [], manual: [] }
}

async function makeProperties(client: HubspotClient, type: HubspotObjectType, wanted: readonly PropertyCreate[]): Promise<string[]> {
  const known = new Set((await asFailure(client.properties(type))).map(({ name }) => name))
  const missing = wanted.filter(({ name }) => !known.has(name))
  if (missing.length === 0) return []
  await unlessThere(client.createPropertyGroup(type, GROUP, "Onelead"))
  for (const property of missing) await unlessThere(client.createProperty(type, property))
  return missing.map(({ name }) => `${type}.${name}`)
}

/** Another worker may have made it meanwhile. */
async function unlessThere(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (error instanceof HubspotError && error.problem.kind === "conflict") return
    await asFailure(Promise.reject(error instanceof Error ? error : new Error("provisioning failed")))
  }
}

const definition = (name: string, label: string, hasUniqueValue: boolean, type: "text" | "number"): PropertyCreate => ({
  groupName: GROUP,
  name,
  label,
  type: type === "text" ? PropertyCreateTypeEnum.String : PropertyCreateTypeEnum.Number,
  fieldType: type === "text" ? PropertyCreateFieldTypeEnum.Text : PropertyCreateFieldTypeEnum.Number,
  hasUniqueValue,
  formField: false,
})

/** What closes a deal in HubSpot is its probability; an open stage must not have either end. */
function probabilityOf({ probability, outcome }: ProvisionPlan["stages"][number]): number {
  if (outcome !== "open") return outcome === "won" ? 1 : 0
  return Math.min(0.9, Math.max(0.1, Math.round(probability * 10) / 10))
}

/** An account that allows one pipeline only keeps its own: the stages are mapped onto those instead. */
async function makePipeline(client: HubspotClient, plan: ProvisionPlan): Promise<string[]> {
  const pipelines = await asFailure(client.pipelines())
  if (pipelines.some(({ label }) => label === plan.pipelineLabel)) return []
  try {
    await client.createPipeline(
      plan.pipelineLabel,
      plan.stages.map((stage) => ({ label: stage.label, probability: probabilityOf(stage).toFixed(1) })),
    )
    return [`pipeline ${plan.pipelineLabel}`]
  } catch (error) {
    if (error instanceof HubspotError && (error.problem.kind === "invalid" || error.problem.kind === "conflict")) return []
    return await asFailure(Promise.reject(error instanceof Error ? error : new Error("provisioning failed")))
  }
}
