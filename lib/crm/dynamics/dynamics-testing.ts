import { openEnvironment } from "@/e2e/simulators/dynamics/testing"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmCall, CrmHooks } from "@/lib/crm/hooks"
import type { WriteRow } from "@/lib/crm/provider"
import { looseHooks } from "@/lib/crm/testing/loose-hooks"
import { dynamics } from "./definition"
import { createDynamicsProvider } from "./dynamics-provider"

/** A provider on an environment of its own, which has all the columns that it needs. */
export async function openProvider() {
  const crm = await openEnvironment()
  const calls: CrmCall[] = []
  let clock = 0
  const hooks: CrmHooks = { ...looseHooks, now: () => new Date(clock), onCall: (call) => void calls.push(call) }
  const tick = async (seconds: number): Promise<void> => {
    clock = (await crm.sim("POST", "clock", { advance: seconds }))["now"] as unknown as number
  }
  await tick(0)
  const { environment } = crm
  const credentials = {
    url: crm.url,
    authorityUrl: environment.DYNAMICS_AUTHORITY_URL,
    tenantId: environment.DYNAMICS_TENANT_ID,
    clientId: environment.DYNAMICS_CLIENT_ID,
    clientSecret: environment.DYNAMICS_CLIENT_SECRET,
  }
  const stages = ["New", "Contacted", "Qualified", "Proposal", "Negotiation"].map((label) => ({
    id: label,
    label,
    probability: 0.5,
    outcome: "open" as const,
  }))
  const plan = { pipelineLabel: "Onelead", stages, properties: dynamics.ownProperties }
  const connect = (schema: CrmSchema | null = null, given: object = {}, more: Partial<CrmHooks> = {}) =>
    createDynamicsProvider({ ...credentials, ...given }, { ...hooks, ...more }, schema)
  const provisioned = await connect().provision(plan)
  const schema = await connect().describeSchema()
  const provider = connect(schema)
  /** A call of the Web API beside the provider. */
  const api = async (method: string, path: string) => {
    const token = String((await crm.signIn()).body["access_token"])
    return (await crm.send(method, `/api/data/v9.2/${path}`, undefined, { authorization: `Bearer ${token}` })).body as Record<
      string,
      unknown
    >
  }
  return { crm, calls, hooks, plan, connect, tick, schema, provider, provisioned, api }
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
