import type { FilterOperatorEnum } from "@hubspot/api-client/lib/codegen/crm/objects"
import { recordOf, type HubspotObjectType, type HubspotRecord } from "./records"
import type { Transport } from "./transport"

/** Reading records: one by one, many by id, all of them in order, or by search. */
export type ReadShape = {
  properties: readonly string[]
  history?: readonly string[]
  associations?: readonly HubspotObjectType[]
  /** `email`, or a unique property of ours, by which the ids are meant. */
  idProperty?: string
  archived?: boolean
}
export type SearchFilter = { property: string; operator: `${FilterOperatorEnum}`; value?: string; highValue?: string; values?: string[] }
export type SearchInput = {
  /** Any group must match, with all of its filters: 5 groups of 6, 18 filters in all. */
  groups: readonly (readonly SearchFilter[])[]
  properties: readonly string[]
  /** A property, with `-` before it for the newest first. */
  sort?: string
  limit?: number
  after?: string
}
export type Page = { records: HubspotRecord[]; after: string | null }

const copyOf = <T>(list: readonly T[] | undefined): T[] | undefined => (list ? [...list] : undefined)

export const readCalls = ({ client, read }: Transport) => ({
  /** One record; an id that was merged away leads to the survivor. */
  get: async (type: HubspotObjectType, id: string, shape: ReadShape): Promise<HubspotRecord> => {
    const { properties, history, associations, archived, idProperty } = shape
    const answer = await read(`${type}.get`, () =>
      client.crm.objects.basicApi.getByIdWithHttpInfo(
        type,
        id,
        [...properties],
        copyOf(history),
        copyOf(associations),
        archived,
        idProperty,
      ),
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
    const answer = await read(`${type}.read`, () => client.crm.objects.batchApi.readWithHttpInfo(type, input, shape.archived))
    return answer.results.map(recordOf)
  },

  /** Everything, in order of ids: for first loads, without the limits of search. */
  list: async (type: HubspotObjectType, shape: ReadShape & { limit?: number; after?: string }): Promise<Page> => {
    const { limit = 100, after, properties, history, associations, archived } = shape
    const answer = await read(`${type}.list`, () =>
      client.crm.objects.basicApi.getPageWithHttpInfo(type, limit, after, [...properties], copyOf(history), copyOf(associations), archived),
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
    const answer = await read(`${type}.search`, () => client.crm.objects.searchApi.doSearchWithHttpInfo(type, body))
    return { records: answer.results.map(recordOf), after: answer.paging?.next?.after ?? null, total: answer.total }
  },

  /** Other ends by id; a record without any is not in the map. */
  associations: async (from: HubspotObjectType, to: HubspotObjectType, ids: readonly string[]): Promise<Map<string, string[]>> => {
    const inputs = ids.map((id) => ({ id }))
    const answer = await read(`${from}.associations`, () => client.crm.associations.v4.batchApi.getPageWithHttpInfo(from, to, { inputs }))
    return new Map(answer.results.map(({ _from: end, to: others }) => [String(end.id), others.map((other) => String(other.toObjectId))]))
  },
})
