import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4"
import { batchOutcome, recordOf, type BatchOutcome, type HubspotObjectType, type HubspotRecord } from "./records"
import type { Transport } from "./transport"

/** Writing records. Batches hold at most 100 rows, and answer row by row because every row carries a trace id. */
type Properties = Record<string, string>
export type Link = { toId: string; typeId: number }

const specOf = (associationTypeId: number) => ({ associationCategory: Category.HubspotDefined, associationTypeId })

const associationOf = ({ toId, typeId }: Link) => ({ to: { id: toId }, types: [specOf(typeId)] })

export const writeCalls = ({ client, write }: Transport) => ({
  /** Creates or updates by a unique property of ours: it may be repeated after a lost answer without harm. */
  upsert: async (
    type: HubspotObjectType,
    idProperty: string,
    rows: readonly { id: string; properties: Properties }[],
  ): Promise<BatchOutcome> => {
    const inputs = rows.map((row) => ({ ...row, idProperty, objectWriteTraceId: row.id }))
    const answer = await write(`${type}.upsert`, () => client.crm.objects.batchApi.upsertWithHttpInfo(type, { inputs }))
    return batchOutcome(
      answer,
      rows.map((row) => ({ key: row.id, id: row.id })),
      idProperty,
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
    const answer = await write(`${type}.create`, () => client.crm.objects.batchApi.createWithHttpInfo(type, { inputs }))
    return batchOutcome(answer, rows)
  },

  /** By record id, or by a unique property of ours. Ids that were merged away come back as missing. */
  update: async (
    type: HubspotObjectType,
    rows: readonly { id: string; properties: Properties }[],
    idProperty?: string,
  ): Promise<BatchOutcome> => {
    const inputs = rows.map((row) => ({ ...row, ...(idProperty ? { idProperty } : {}), objectWriteTraceId: row.id }))
    const answer = await write(`${type}.update`, () => client.crm.objects.batchApi.updateWithHttpInfo(type, { inputs }))
    return batchOutcome(
      answer,
      rows.map((row) => ({ key: row.id, id: row.id })),
      idProperty,
    )
  },

  /** The survivor, which may have a third id. */
  merge: async (type: "contacts" | "deals", primaryId: string, otherId: string): Promise<HubspotRecord> => {
    const api = client.crm[type].basicApi
    return recordOf(await write(`${type}.merge`, () => api.mergeWithHttpInfo({ primaryObjectId: primaryId, objectIdToMerge: otherId })))
  },

  archive: async (type: HubspotObjectType, ids: readonly string[]): Promise<void> => {
    await write(`${type}.archive`, () => client.crm.objects.batchApi.archiveWithHttpInfo(type, { inputs: ids.map((id) => ({ id })) }))
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
})
