import type { CrmObject, CrmProperty, CrmSchema } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type Provisioned, type ProvisionPlan } from "@/lib/crm/provider"
import { RestError, type Rest } from "./descriptor"

/** The account's shape, and making what is missing of it. */
export async function describeSchema({ crm, api }: Rest): Promise<CrmSchema> {
  const ownUser = await crm.schema.ownUser?.(api)
  return {
    properties: { contact: await propertiesOf({ crm, api }, "contact"), deal: await propertiesOf({ crm, api }, "deal") },
    pipelines: await crm.schema.pipelines(api),
    owners: await crm.schema.owners(api),
    ...(ownUser === undefined ? {} : { ownUser }),
    ...(crm.schema.accountId ? { accountId: await crm.schema.accountId(api) } : {}),
    timeZone: null,
  }
}

/** Ours are known by their labels, because the CRM names them; of two with one label, by the older. */
async function propertiesOf({ crm, api }: Rest, object: CrmObject): Promise<CrmProperty[]> {
  const named = new Set<string>()
  return (await crm.schema.fields(api, object)).map((field) => {
    const own = crm.ownProperties.find((one) => one.object === object && one.label === field.label && !named.has(one.name))
    if (own) named.add(own.name)
    return {
      ...field,
      ...(own ? { name: own.name, remote: field.name } : {}),
      ...(object === "contact" && field.name === crm.optOut ? { optOut: "marketing" } : {}),
    }
  })
}

export async function provision(rest: Rest, plan: ProvisionPlan): Promise<Provisioned> {
  const { crm, api } = rest
  const done: Provisioned = { made: [], pending: [], manual: [] }
  for (const object of ["contact", "deal"] as const) {
    const known = new Set((await propertiesOf(rest, object)).map(({ name }) => name))
    for (const property of plan.properties.filter((one) => one.object === object && !known.has(one.name))) {
      const isMade = await mayBe(crm.provision.makeField(api, property))
      if (isMade === null) done.manual.push(crm.provision.fieldByHand(property))
      else done.made.push(`${object}.${property.name}`)
    }
  }
  const pipeline = crm.provision.makePipeline === null ? [] : await mayBe(crm.provision.makePipeline(api, plan))
  if (pipeline === null) done.manual.push(`Make a pipeline “${plan.pipelineLabel}” with the stages of the board.`)
  else done.made.push(...pipeline)
  return done
}

/** Null where our user may not do it, or the account has no room for it. */
async function mayBe<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof RestError || (error instanceof CrmFailure && error.failure.kind === "scope")) return null
    throw error
  }
}
