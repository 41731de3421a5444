import { openOrg } from "@/e2e/simulators/salesforce/testing"
import type { SalesforceOptions } from "@/e2e/simulators/salesforce/server"
import { looseHooks } from "@/lib/crm/testing/loose-hooks"
import type { CrmCall, CrmHooks } from "@/lib/crm/hooks"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import { salesforce } from "./definition"
import { createSalesforceProvider } from "./salesforce-provider"
import type { WriteRow } from "@/lib/crm/provider"

/** A provider on an org of its own, which has all the fields that it needs. */
export async function openProvider(options: SalesforceOptions = {}) {
  const org = await openOrg(options)
  const calls: CrmCall[] = []
  const hooks: CrmHooks = {
    ...looseHooks,
    now: () => new Date(clock),
    onCall: (call) => void calls.push(call),
  }
  let clock = 0
  const tick = async (seconds: number): Promise<void> => {
    clock = (await org.sim("POST", "clock", { advance: seconds }))["now"] as unknown as number
  }
  await tick(0)
  const credentials = {
    loginUrl: org.url,
    clientId: org.environment.SALESFORCE_CLIENT_ID,
    clientSecret: org.environment.SALESFORCE_CLIENT_SECRET,
  }
  const plan = { pipelineLabel: "Onelead", stages: [], properties: salesforce.ownProperties }
  const connect = (schema: CrmSchema | null = null, given: object = {}) =>
    createSalesforceProvider({ ...credentials, ...given }, hooks, schema)
  await connect().provision(plan)
  const schema = await connect().describeSchema()
  return { org, calls, hooks, plan, connect, tick, schema, provider: connect(schema) }
}

export const row = (key: string, values: Record<string, string>, more: Partial<WriteRow> = {}): WriteRow => ({
  key,
  externalId: null,
  values,
  stage: null,
  contactId: null,
  version: null,
  ...more,
})
