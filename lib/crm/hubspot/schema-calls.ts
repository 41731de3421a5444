import { z } from "zod"
import type { PropertyCreate } from "@hubspot/api-client/lib/codegen/crm/properties"
import type { HubspotObjectType } from "./records"
import type { Transport } from "./transport"

const Details = z
  .object({ timeZone: z.string().nullable().catch(null), portalId: z.coerce.string().nullable().catch(null) })
  .transform(({ timeZone, portalId }) => ({ timeZone, accountId: portalId }))

/** The shape of the account: owners, pipelines, properties, and making what is missing of them. */
export const schemaCalls = ({ client, read, write, request }: Transport) => ({
  owners: async () => {
    const answer = await read("owners.list", () => client.crm.owners.ownersApi.getPageWithHttpInfo(undefined, undefined, 500, false))
    return answer.results.map(({ id, email, firstName, lastName }) => ({
      id,
      email: email ?? null,
      name: [firstName, lastName].filter(Boolean).join(" "),
    }))
  },

  /** The vendor's client has no method for the account itself. */
  account: async () => Details.parse(await read("account.details", () => request({ path: "/account-info/v3/details" }))),

  pipelines: async () => (await read("pipelines.list", () => client.crm.pipelines.pipelinesApi.getAllWithHttpInfo("deals"))).results,

  createPipeline: async (label: string, stages: readonly { label: string; probability: string }[]) => {
    const parts = stages.map((stage, displayOrder) => ({
      label: stage.label,
      displayOrder,
      metadata: { probability: stage.probability },
    }))
    return await write("pipelines.create", () =>
      client.crm.pipelines.pipelinesApi.createWithHttpInfo("deals", { label, displayOrder: 99, stages: parts }),
    )
  },

  createStage: async (pipelineId: string, stage: { label: string; probability: string; displayOrder: number }) => {
    const { label, displayOrder, probability } = stage
    return await write("stages.create", () =>
      client.crm.pipelines.pipelineStagesApi.createWithHttpInfo("deals", pipelineId, { label, displayOrder, metadata: { probability } }),
    )
  },

  properties: async (type: HubspotObjectType) =>
    (await read(`${type}.properties`, () => client.crm.properties.coreApi.getAllWithHttpInfo(type))).results,

  createPropertyGroup: async (type: HubspotObjectType, name: string, label: string): Promise<void> => {
    await write(`${type}.property_group`, () => client.crm.properties.groupsApi.createWithHttpInfo(type, { name, label }))
  },

  createProperty: async (type: HubspotObjectType, definition: PropertyCreate) =>
    await write(`${type}.property`, () => client.crm.properties.coreApi.createWithHttpInfo(type, definition)),
})
