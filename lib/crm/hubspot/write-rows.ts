import type { RowResult, WriteRow } from "@/lib/crm/provider"
import { required } from "@/lib/core/required"
import type { HubspotClient } from "./client"
import { failureOf, isRowTrouble, rowResultOf } from "./failures"
import type { BatchOutcome, HubspotObjectType } from "./records"

/**
 * Many rows, each with an answer of its own. Rows with a record id are updated by it, the others created or updated by our
 * unique property. HubSpot mostly answers row by row; where it refuses a whole batch for one of its rows, the batch is cut in
 * half until the row stands alone.
 */
const BATCH = 100

type Outcomes = Map<string, RowResult>

export async function writeRows(
  client: Pick<HubspotClient, "upsert" | "update">,
  type: HubspotObjectType,
  idProperty: string,
  rows: readonly WriteRow[],
): Promise<Outcomes> {
  const linked = rows.filter(({ externalId }) => externalId !== null)
  const fresh = rows.filter(({ externalId }) => externalId === null)
  const results: Outcomes = new Map()
  // Two rows that lead to one record cannot stand in one batch.
  for (const batch of inBatches(linked, ({ externalId }) => required(externalId, "record id"))) {
    const keyOf = new Map(batch.map(({ key, externalId }) => [required(externalId, "record id"), key]))
    const send = (part: readonly WriteRow[]) =>
      client.update(
        type,
        part.map((row) => ({ id: required(row.externalId, "record id"), properties: propertiesOf(row) })),
      )
    for (const [id, result] of await sendOrHalve(batch, ({ externalId }) => required(externalId, "record id"), send))
      results.set(keyOf.get(id) ?? id, result)
  }
  for (const batch of inBatches(fresh, ({ key }) => key)) {
    const send = (part: readonly WriteRow[]) =>
      client.upsert(
        type,
        idProperty,
        part.map((row) => ({ id: row.key, properties: propertiesOf(row) })),
      )
    for (const [key, result] of await sendOrHalve(batch, ({ key }) => key, send)) results.set(key, result)
  }
  return results
}

/** A stage is two properties, which are sent together. */
const propertiesOf = ({ values, stage }: WriteRow): Record<string, string> =>
  stage ? { ...values, pipeline: stage.pipelineId, dealstage: stage.stageId } : values

export async function sendOrHalve<R>(
  rows: readonly R[],
  addressOf: (row: R) => string,
  send: (rows: readonly R[]) => Promise<BatchOutcome>,
): Promise<Outcomes> {
  if (rows.length === 0) return new Map()
  try {
    return resultsOf(await send(rows), rows.map(addressOf))
  } catch (error) {
    if (!isRowTrouble(error)) throw failureOf(error)
    if (rows.length === 1) return new Map([[addressOf(rows[0] as R), rowResultOf(error.problem) ?? { outcome: "missing" }]])
    const middle = Math.ceil(rows.length / 2)
    const left = await sendOrHalve(rows.slice(0, middle), addressOf, send)
    const right = await sendOrHalve(rows.slice(middle), addressOf, send)
    return new Map([...left, ...right])
  }
}

function resultsOf({ done, failed }: BatchOutcome, addresses: readonly string[]): Outcomes {
  const results: Outcomes = new Map(addresses.map((address) => [address, { outcome: "missing" }]))
  for (const { key, problem } of failed) results.set(key, rowResultOf(problem) ?? { outcome: "missing" })
  for (const { key, record, isNew } of done) results.set(key, { outcome: "ok", id: record.id, isNew, updatedAt: record.updatedAt })
  return results
}

function inBatches<R>(rows: readonly R[], addressOf: (row: R) => string): R[][] {
  const batches: R[][] = []
  const seen: Set<string>[] = []
  for (const row of rows) {
    const address = addressOf(row)
    const at = batches.findIndex((batch, index) => batch.length < BATCH && !seen[index]?.has(address))
    if (at < 0) {
      batches.push([row])
      seen.push(new Set([address]))
    } else {
      batches[at]?.push(row)
      seen[at]?.add(address)
    }
  }
  return batches
}
