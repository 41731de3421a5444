import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4"
import type { PropertyCreate } from "@hubspot/api-client/lib/codegen/crm/properties"
import type { FilterOperatorEnum } from "@hubspot/api-client/lib/codegen/crm/objects"
import { batchOutcome, recordOf, type BatchOutcome, type HubspotObjectType, type HubspotRecord } from "./records"
import { createTransport, type HubspotOptions } from "./transport"

/**
 * HubSpot as the sync speaks to it: the operations it needs, one call each, no retries. Every method throws
 * `HubspotError`; batches answer row by row. Batches hold at most 100 rows; callers cut them.
 */
export type HubspotClient = ReturnType<typeof createHubspotClient>

type Properties = Record<string, string>
export type Link = { toId: string; typeId: number }
export type ReadShape = {
  properties: readonly string[]
  history?: readonly string[]
  associations?: readonly HubspotObjectType[]
  idProperty?: string
  archived?: boolean
}
export type SearchFilter = { property: string; operator: `${FilterOperatorEnum}`; value?: string; highValue?: string; values?: string[] }
export type SearchInput = {
  groups: readonly (readonly SearchFilter[])[]
  properties: readonly string[]
  sort?: string
  limit?: number
  after?: string
}
export type Page = { records: HubspotRecord[]; after: string | null }

export const createHubspotClient = (options: HubspotOptions) => {
  const transport = createTransport(options)
  const { client, read, write } = transport
  const objects = () => client.crm.objects

  return {
    close: transport.close,

    /** Creates or updates by a unique property of ours: it may be repeated after a lost answer without harm. */
    upsert: async (
      type: HubspotObjectType,
      idProperty: string,
      rows: readonly { id: string; properties: Properties }[],
    ): Promise<BatchOutcome> => {
      const inputs = rows.map((row) => ({ ...row, idProperty, objectWriteTraceId: row.id }))
      const answer = await write(`${type}.upsert`, () => objects().batchApi.upsertWithHttpInfo(type, { inputs }))
      return batchOutcome(
        answer,
        rows.map((row) => ({ key: row.id })),
      )
    },

    create: async (
      type: HubspotObjectType,
      rows: readonly { key: string; properties: Properties; links: readonly Link[] }[],
    ): Promise<BatchOutcome> => {
      const inputs = rows.map(({ key, properties, links }) => ({
        properties,
        associations: links.map(associationOf),
        objectWriteTraceId: key,
      }))
      const answer = await write(`${type}.create`, () => objects().batchApi.createWithHttpInfo(type, { inputs }))
      return batchOutcome(answer, rows)
    },

    /** By record id, or by a unique property of ours. Ids that were merged away come back as missing. */
    update: async (
      type: HubspotObjectType,
      rows: readonly { id: string; properties: Properties }[],
      idProperty?: string,
    ): Promise<BatchOutcome> => {
      const inputs = rows.map((row) => ({ ...row, ...(idProperty ? { idProperty } : {}), objectWriteTraceId: row.id }))
      const answer = await write(`${type}.update`, () => objects().batchApi.updateWithHttpInfo(type, { inputs }))
      return batchOutcome(
        answer,
        rows.map((row) => ({ key: row.id, id: row.id })),
      )
    },

    /** One record; an id that was merged away leads to the survivor. */
    get: async (type: HubspotObjectType, id: string, shape: ReadShape): Promise<HubspotRecord> => {
      const { properties, history, associations, archived, idProperty } = shape
      const answer = await read(`${type}.get`, () =>
        objects().basicApi.getByIdWithHttpInfo(type, id, [...properties], copyOf(history), copyOf(associations), archived, idProperty),
      )
      return recordOf(answer)
    },

    /** Those that exist; at most 50 ids when history is asked for. */
    readMany: async (type: HubspotObjectType, ids: readonly string[], shape: ReadShape): Promise<HubspotRecord[]> => {
      const input = {
        inputs: ids.map((id) => ({ id })),
        properties: [...shape.properties],
        propertiesWithHistory: [...(shape.history ?? [])],
        ...(shape.idProperty ? { idProperty: shape.idProperty } : {}),
      }
      const answer = await read(`${type}.read`, () => objects().batchApi.readWithHttpInfo(type, input, shape.archived))
      return answer.results.map(recordOf)
    },

    /** Everything, in order of ids: for first loads, without the limits of search. */
    list: async (type: HubspotObjectType, shape: ReadShape & { limit?: number; after?: string }): Promise<Page> => {
      const { limit = 100, after, properties, history, associations, archived } = shape
      const answer = await read(`${type}.list`, () =>
        objects().basicApi.getPageWithHttpInfo(type, limit, after, [...properties], copyOf(history), copyOf(associations), archived),
      )
      return { records: answer.results.map(recordOf), after: answer.paging?.next?.after ?? null }
    },

    /** Lags some seconds behind, never shows what is archived, ends at 10,000 results. Only `after: null` ends a scan. */
    search: async (type: HubspotObjectType, input: SearchInput): Promise<Page & { total: number }> => {
      const filterGroups = input.groups.map((filters) => ({
        filters: filters.map(({ property, operator, ...rest }) => ({
          propertyName: property,
          operator: operator as FilterOperatorEnum,
          ...rest,
        })),
      }))
      const body = {
        filterGroups,
        properties: [...input.properties],
        sorts: input.sort ? [input.sort] : [],
        limit: input.limit ?? 100,
        after: input.after ?? "0",
      }
      const answer = await read(`${type}.search`, () => objects().searchApi.doSearchWithHttpInfo(type, body))
      return { records: answer.results.map(recordOf), after: answer.paging?.next?.after ?? null, total: answer.total }
    },

    /** The survivor, which may have a third id. */
    merge: async (type: "contacts" | "deals", primaryId: string, otherId: string): Promise<HubspotRecord> => {
      const api = client.crm[type].basicApi
      return recordOf(await write(`${type}.merge`, () => api.mergeWithHttpInfo({ primaryObjectId: primaryId, objectIdToMerge: otherId })))
    },

    archive: async (type: HubspotObjectType, ids: readonly string[]): Promise<void> => {
      await write(`${type}.archive`, () => objects().batchApi.archiveWithHttpInfo(type, { inputs: ids.map((id) => ({ id })) }))
    },

    /** For good, its address blocked in HubSpot from then on. */
    eraseContact: async (id: string): Promise<void> => {
      await write("contacts.erase", () => client.crm.contacts.basicApi.purgeWithHttpInfo({ objectId: id }))
    },

    associate: async (
      from: HubspotObjectType,
      to: HubspotObjectType,
      links: readonly { fromId: string; toId: string; typeId: number }[],
    ): Promise<void> => {
      const inputs = links.map((link) => ({ _from: { id: link.fromId }, to: { id: link.toId }, types: [specOf(link.typeId)] }))
      await write(`${from}.associate`, () => client.crm.associations.v4.batchApi.createWithHttpInfo(from, to, { inputs }))
    },

    /** Other ends by id; a record without any is not in the map. */
    associations: async (from: HubspotObjectType, to: HubspotObjectType, ids: readonly string[]): Promise<Map<string, string[]>> => {
      const inputs = ids.map((id) => ({ id }))
      const answer = await read(`${from}.associations`, () => client.crm.associations.v4.batchApi.getPageWithHttpInfo(from, to, { inputs }))
      return new Map(answer.results.map((one) => [String(one._from.id), one.to.map((end) => String(end.toObjectId))]))
    },

    owners: async () => {
      const answer = await read("owners.list", () => client.crm.owners.ownersApi.getPageWithHttpInfo(undefined, undefined, 500, false))
      return answer.results.map(({ id, email, firstName, lastName }) => ({
        id,
        email: email ?? null,
        name: [firstName, lastName].filter(Boolean).join(" "),
      }))
    },

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
  }
}

const copyOf = <T>(list: readonly T[] | undefined): T[] | undefined => (list ? [...list] : undefined)

const specOf = (associationTypeId: number) => ({ associationCategory: Category.HubspotDefined, associationTypeId })

const associationOf = ({ toId, typeId }: Link) => ({ to: { id: toId }, types: [specOf(typeId)] })
