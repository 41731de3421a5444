import type { CrmDefinition } from "@/lib/crm/definition"
import type { CrmHooks } from "@/lib/crm/hooks"
import { createHubspotClient } from "@/lib/crm/hubspot/client"
import { hubspot } from "@/lib/crm/hubspot/definition"
import { rowResultOf } from "@/lib/crm/hubspot/failures"
import { createHubspotProvider } from "@/lib/crm/hubspot/hubspot-provider"
import { KEYS } from "@/lib/crm/hubspot/mapping"
import { asFailure, recordOf, shapeOf, TYPES } from "@/lib/crm/hubspot/read-rows"
import type { HubspotOptions } from "@/lib/crm/hubspot/transport"
import type { CrmProvider, RowResult } from "@/lib/crm/provider"

/**
 * HubSpot as a CRM that knows no unique keys: a create is a plain create, made twice if it is sent twice, and our key is
 * found by search, with its lag.
 */
export const blindHubspot: CrmDefinition = {
  ...hubspot,
  capabilities: { ...hubspot.capabilities, findsByKey: false, settleMs: 60_000 },
  ownProperties: hubspot.ownProperties.map((property) => ({ ...property, unique: false })),
}

export function createBlindProvider(options: Omit<HubspotOptions, "onCall">, hooks: CrmHooks): CrmProvider {
  const provider = createHubspotProvider(options, hooks)
  const client = createHubspotClient(options)
  return {
    ...provider,
    write: async (object, rows) => {
      const results = await provider.write(
        object,
        rows.filter(({ externalId }) => externalId !== null),
      )
      const fresh = rows.filter(({ externalId }) => externalId === null)
      if (fresh.length === 0) return results
      const outcome = await asFailure(
        client.create(
          TYPES[object],
          fresh.map(({ key, values, stage }) => ({
            key,
            properties: stage ? { ...values, pipeline: stage.pipelineId, dealstage: stage.stageId } : values,
            links: [],
          })),
        ),
      )
      for (const { key, problem } of outcome.failed) results.set(key, rowResultOf(problem) ?? { outcome: "missing" })
      for (const { key, record } of outcome.done)
        results.set(key, { outcome: "ok", id: record.id, isNew: true, updatedAt: record.updatedAt } satisfies RowResult)
      return results
    },
    readByKeys: async (object, keys, shape) => {
      const filter = { property: KEYS[object], operator: "IN" as const, values: [...keys] }
      const { properties } = shapeOf(object, shape)
      const page = await asFailure(client.search(TYPES[object], { groups: [[filter]], properties, limit: 200 }))
      return new Map(page.records.map((raw) => recordOf(object, raw)).map((record) => [record.key ?? "", record]))
    },
    close: () => {
      provider.close()
      client.close()
    },
  }
}
