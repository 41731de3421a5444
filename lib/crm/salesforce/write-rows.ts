import { z } from "zod"
import { required } from "@/lib/core/required"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { RowResult, WriteRow } from "@/lib/crm/provider"
import { hasCode, problemsIn, rowResultOf, SalesforceError, type SalesforceProblem } from "./errors"
import { KEYS, TYPES } from "./mapping"
import { readByIds } from "./reads"
import { chunks } from "./soql"
import type { Transport } from "./transport"
import { OWNER, typed, withLastName, type FieldTypes } from "./values"

/**
 * Many rows in one call, each with an answer of its own, in order. Rows with a record id are updated by it, the others
 * created or updated by our unique field. A duplicate rule stops a new contact first: where the match is a contact that
 * stands for no lead it is named, to be adopted; where it is anything else, the contact is saved in spite of the rule.
 */
const ROWS = 200

const Outcome = z.object({
  id: z.string().optional(),
  success: z.boolean(),
  created: z.boolean().optional(),
  errors: z.array(z.unknown()).catch([]),
})
type Outcome = { ok: true; id: string; isNew: boolean } | { ok: false; problems: SalesforceProblem[] }
type Sending = { transport: Transport; object: CrmObject; types: FieldTypes }
type SfRow = Record<string, unknown>

export const SAVE_ANYWAY = { "Sforce-Duplicate-Rule-Header": "allowSave=true" }

export async function writeRows(sending: Sending, rows: readonly WriteRow[]): Promise<Map<string, RowResult>> {
  const { object, transport } = sending
  const results = new Map<string, RowResult>()
  const linked = rows.filter(({ externalId }) => externalId !== null)
  const fresh = rows.filter(({ externalId }) => externalId === null)
  // Two rows that lead to one record cannot stand in one call.
  for (const part of apart(linked, ({ externalId }) => required(externalId, "record id"))) {
    const body = part.map((row) => ({ id: row.externalId, ...fieldsOf(sending, row) }))
    const outcomes = await sendCollection(transport, `${object}.update`, "/composite/sobjects", TYPES[object], body, SAVE_ANYWAY)
    part.forEach((row, at) => results.set(row.key, resultOf(object, outcomes[at])))
  }
  for (const part of apart(fresh, ({ key }) => key)) {
    const path = `/composite/sobjects/${TYPES[object]}/${KEYS[object]}`
    const body = part.map((row) => ({ ...fieldsOf(sending, row), [KEYS[object]]: row.key }))
    const outcomes = await sendCollection(transport, `${object}.upsert`, path, TYPES[object], body)
    for (const [at, row] of part.entries()) results.set(row.key, await settleDuplicate(sending, row, outcomes[at]))
  }
  return results
}

function fieldsOf({ transport, object, types }: Sending, { values, stage, externalId }: WriteRow): SfRow {
  const isNew = externalId === null
  const named = object === "contact" ? withLastName(values, isNew) : values
  const entries = Object.entries(named)
    // A new record's key is what it is found by.
    .filter(([name]) => !(isNew && name === KEYS[object]))
    .map(([name, value]) => [name, name === OWNER && value === "" ? transport.ownUser : typed(types(object, name), value)] as const)
    // Where our own user is not known yet, its owner stays.
    .filter(([name, value]) => name !== OWNER || value !== null)
  return { ...Object.fromEntries(entries), ...(stage ? { StageName: stage.stageId } : {}) }
}

export function resultOf(object: CrmObject, outcome: Outcome | undefined): RowResult {
  if (outcome === undefined) return { outcome: "missing" }
  return outcome.ok ? { outcome: "ok", id: outcome.id, isNew: outcome.isNew, updatedAt: null } : rowResultOf(outcome.problems, KEYS[object])
}

/** Collections leave out what a row duplicates: asked for alone, it is told. */
async function settleDuplicate(sending: Sending, row: WriteRow, outcome: Outcome | undefined): Promise<RowResult> {
  const { object, transport } = sending
  if (!outcome || outcome.ok || !hasCode(outcome.problems, "DUPLICATES_DETECTED")) return resultOf(object, outcome)
  const alone = await upsertAlone(sending, row, {})
  if (alone.ok) return resultOf(object, alone)
  const [id] = alone.problems.flatMap(({ duplicateIds }) => duplicateIds)
  const match = id === undefined ? undefined : (await readByIds(transport, "contact", [id], { properties: [] })).records.get(id)
  if (match && match.key === null) return { outcome: "conflict", existingId: match.id }
  return resultOf(object, await upsertAlone(sending, row, SAVE_ANYWAY))
}

async function upsertAlone(sending: Sending, row: WriteRow, headers: Record<string, string>): Promise<Outcome> {
  const { object, transport } = sending
  const path = `/sobjects/${TYPES[object]}/${KEYS[object]}/${encodeURIComponent(row.key)}`
  try {
    const answer = await transport.send({ operation: `${object}.upsert`, method: "PATCH", path, body: fieldsOf(sending, row), headers })
    const { id, created } = z.object({ id: z.string(), created: z.boolean() }).parse(answer)
    return { ok: true, id, isNew: created }
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    return { ok: false, problems: error.problems }
  }
}

/** Where one row makes the whole call unreadable, the rows are cut in half until it stands alone. */
export async function sendCollection(
  transport: Transport,
  operation: string,
  path: string,
  type: string,
  rows: readonly SfRow[],
  headers: Record<string, string> = {},
  method: "PATCH" | "POST" = "PATCH",
): Promise<Outcome[]> {
  if (rows.length === 0) return []
  const records = rows.map((row) => ({ attributes: { type }, ...row }))
  try {
    const answer = await transport.send({ operation, method, path, headers, body: { allOrNone: false, records } })
    return z.array(Outcome).parse(answer).map(outcomeOf)
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.status === 404) throw error
    if (rows.length === 1) return [{ ok: false, problems: error.problems }]
    const middle = Math.ceil(rows.length / 2)
    const first = await sendCollection(transport, operation, path, type, rows.slice(0, middle), headers, method)
    return [...first, ...(await sendCollection(transport, operation, path, type, rows.slice(middle), headers, method))]
  }
}

const outcomeOf = ({ id, success, created, errors }: z.infer<typeof Outcome>): Outcome =>
  success && id !== undefined ? { ok: true, id, isNew: created ?? false } : { ok: false, problems: problemsIn(errors) }

function apart<R>(rows: readonly R[], addressOf: (row: R) => string): R[][] {
  const rounds: R[][] = []
  const timesSeen = new Map<string, number>()
  for (const row of rows) {
    const round = timesSeen.get(addressOf(row)) ?? 0
    timesSeen.set(addressOf(row), round + 1)
    rounds[round] = [...(rounds[round] ?? []), row]
  }
  return rounds.flatMap((round) => chunks(round, ROWS))
}
