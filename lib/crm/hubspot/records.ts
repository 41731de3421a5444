import { partialProblem, type HubspotProblem } from "./errors"

/** Records as the sync reads them, and what came of each row of a batch. */
export type HubspotObjectType = "contacts" | "deals" | "notes" | "calls" | "communications" | "tasks"

export type HubspotRecord = {
  id: string
  /** Null is empty; what was not asked for, or is not defined in the account, is not there. */
  properties: Record<string, string | null>
  createdAt: Date
  updatedAt: Date
  archived: boolean
  /** Ids by the other object's plural name, where they were asked for. */
  associations: Record<string, string[]>
  /** Newest first, where it was asked for. */
  history: Record<string, { value: string; at: Date; sourceType: string; sourceId: string | null }[]>
}

type RawRecord = {
  id: string
  properties: Record<string, string | null>
  createdAt: Date
  updatedAt: Date
  archived?: boolean
  associations?: Record<string, { results: { id: string }[] }>
  propertiesWithHistory?: Record<string, { value: string; timestamp: Date; sourceType: string; sourceId?: string }[]>
}

export const recordOf = (raw: RawRecord): HubspotRecord => ({
  id: raw.id,
  properties: raw.properties,
  createdAt: raw.createdAt,
  updatedAt: raw.updatedAt,
  archived: raw.archived ?? false,
  associations: Object.fromEntries(
    Object.entries(raw.associations ?? {}).map(([type, list]) => [type, [...new Set(list.results.map((one) => String(one.id)))]]),
  ),
  history: Object.fromEntries(
    Object.entries(raw.propertiesWithHistory ?? {}).map(([name, entries]) => [
      name,
      entries.map((entry) => ({ value: entry.value, at: entry.timestamp, sourceType: entry.sourceType, sourceId: entry.sourceId ?? null })),
    ]),
  ),
})

/** `key` is the caller's own name of the row. A row is in exactly one of the three. */
export type BatchOutcome = {
  done: { key: string; record: HubspotRecord; isNew: boolean }[]
  failed: { key: string; problem: HubspotProblem }[]
  /** HubSpot left it out without a word, as it does with ids that were merged away. */
  missing: string[]
}

type RawBatch = { results: (RawRecord & { objectWriteTraceId?: string; _new?: boolean })[]; errors?: unknown[] }

/**
 * Results come in any order. Rows are told apart by their trace ids, or, where an answer leaves those out, by the value
 * of the property they were addressed by; a grouped "not found" names ids instead.
 */
export function batchOutcome(raw: RawBatch, rows: readonly { key: string; id?: string }[], idProperty?: string): BatchOutcome {
  const keyOfId = new Map(rows.flatMap((row) => (row.id === undefined ? [] : [[row.id, row.key] as const])))
  const done = raw.results.flatMap(({ _new: isNew = false, ...result }) => {
    const address = idProperty === undefined ? result.id : (result.properties[idProperty] ?? "")
    const key = result.objectWriteTraceId ?? keyOfId.get(address)
    return key === undefined ? [] : [{ key, record: recordOf(result), isNew }]
  })
  const failed = (raw.errors ?? []).flatMap((error) => {
    const problem = partialProblem(error)
    const { context } = error as { context?: Record<string, string[] | undefined> }
    const named = context?.["objectWriteTraceId"] ?? (context?.["ids"] ?? []).map((id) => keyOfId.get(id) ?? id)
    return named.map((key) => ({ key, problem }))
  })
  const settled = new Set([...done, ...failed].map((row) => row.key))
  return { done, failed, missing: rows.map((row) => row.key).filter((key) => !settled.has(key)) }
}
