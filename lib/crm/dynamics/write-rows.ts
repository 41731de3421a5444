import { required } from "@/lib/core/required"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { RowResult, WriteRow } from "@/lib/crm/provider"
import { failedPart, type Part, type PartAnswer } from "./batch"
import { encodeKey, LOST, OPEN, STAGE_COLUMN, TABLES, TAG, WON } from "./mapping"
import { chunks, readByIds } from "./reads"
import type { Transport } from "./transport"
import { OWNER, typed, type ColumnTypes } from "./values"

/**
 * Many rows in one batch, each a call of its own outside any change set, so that a bad one fails alone. Rows with a record id
 * are updated by it, the others created or updated by our key. Winning and losing are acts of their own, and a closed
 * opportunity takes no values: it is reopened, written and closed again, with one result for all of it. Where the values are
 * refused it is closed as it was.
 */
const ROWS = 30

type Sending = { transport: Transport; object: CrmObject; types: ColumnTypes }
/** One row on its way through the steps: how it was closed, how it is to be closed, and how it went so far. */
type Turn = { row: WriteRow; id: string | null; before: string | null; end: string | null; result: RowResult | null }

export async function writeRows(sending: Sending, rows: readonly WriteRow[]): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  for (const part of apart(rows))
    for (const { row, result } of await writePart(sending, part)) results.set(row.key, result ?? { outcome: "missing" })
  return results
}

async function writePart(sending: Sending, rows: readonly WriteRow[]): Promise<Turn[]> {
  const states = sending.object === "deal" ? await endsOf(sending, rows) : new Map<string, string>()
  const turns = rows.map((row): Turn => {
    const before = row.externalId === null ? null : (states.get(row.externalId) ?? null)
    const end = row.stage === null ? before : isEnd(row.stage.stageId) ? row.stage.stageId : null
    return { row, id: row.externalId, before, end, result: null }
  })
  // One that is closed as it should be, and takes no values, is left alone.
  const idle = turns.filter(({ row, before, end }) => before !== null && end === before && Object.keys(row.values).length === 0)
  for (const turn of idle) turn.result = { outcome: "ok", id: turn.id ?? "", isNew: false, updatedAt: null }
  const pending = turns.filter((turn) => !idle.includes(turn))
  await step(
    sending,
    "reopen",
    pending.filter(({ before }) => before !== null),
    reopenPart,
    () => null,
  )
  const open = pending.filter(isGoing)
  await step(
    sending,
    "write",
    open,
    (turn) => writeRow(sending, turn),
    (turn, answer) => written(sending.object, turn, answer),
  )
  for (const turn of open) if (turn.result?.outcome !== "ok") turn.end = turn.before
  await step(
    sending,
    "close",
    open.filter(({ end }) => end !== null),
    closePart,
    closed,
  )
  return turns
}

const isEnd = (stageId: string): boolean => stageId === WON || stageId === LOST
const isGoing = ({ result }: Turn): boolean => result === null

/** Which opportunities are closed, and how. */
async function endsOf({ transport, object }: Sending, rows: readonly WriteRow[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ externalId }) => externalId ?? [])
  const { records } = await readByIds(transport, object, ids, { properties: [] })
  return new Map([...records].flatMap(([id, { stage }]) => (stage && isEnd(stage.stageId) ? [[id, stage.stageId] as const] : [])))
}

async function step(
  { transport, object }: Sending,
  name: string,
  turns: readonly Turn[],
  partOf: (turn: Turn) => Part,
  resultOf: (turn: Turn, answer: PartAnswer) => RowResult | null,
): Promise<void> {
  const answers = await transport.batch(`${object}.${name}`, turns.map(partOf))
  turns.forEach((turn, at) => {
    const answer = answers[at]
    const result = failedPart(answer) ?? resultOf(turn, required(answer, "answer"))
    // What failed first is what is told.
    if (turn.result === null || turn.result.outcome === "ok") turn.result = result
  })
}

const reopenPart = ({ id }: Turn): Part => ({
  method: "PATCH",
  path: `opportunities(${id})?tag=${TAG}`,
  headers: { "If-Match": "*" },
  body: { statecode: 0, statuscode: 1 },
})

function writeRow(sending: Sending, { row, id, before }: Turn): Part {
  const { object } = sending
  const { set, id: idColumn, key } = TABLES[object]
  const address = id ?? `${key}='${encodeURIComponent(encodeKey(row.key))}'`
  // What was reopened a moment ago has another version by our own doing.
  const match: Record<string, string> = id === null ? {} : { "If-Match": before !== null ? "*" : (row.version ?? "*") }
  return {
    method: "PATCH",
    path: `${set}(${address})?$select=${idColumn},modifiedon&tag=${TAG}`,
    headers: { Prefer: "return=representation", ...match },
    body: bodyOf(sending, row),
  }
}

function bodyOf({ transport, object, types }: Sending, { values, stage, contactId, externalId }: WriteRow): Record<string, unknown> {
  const { key } = TABLES[object]
  const columns = Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
    if (name === OWNER) return ownerOf(value || transport.ownUser)
    // A new record's key stands in the address.
    if (name === key) return externalId === null ? [] : [[name, encodeKey(value)]]
    return [[name, typed(types(object, name), value)]]
  })
  const isNewDeal = object === "deal" && externalId === null
  const contact = isNewDeal && contactId !== null ? `/contacts(${contactId})` : null
  return {
    ...Object.fromEntries(columns),
    ...(contact === null ? {} : { "parentcontactid@odata.bind": contact, "customerid_contact@odata.bind": contact }),
    ...(stage && !isEnd(stage.stageId) ? { [STAGE_COLUMN]: stage.stageId === OPEN ? null : Number(stage.stageId) } : {}),
  }
}

/** Where our own user is not known yet, a record keeps its owner. */
const ownerOf = (id: string | null): [string, string][] => (id === null ? [] : [[`${OWNER}@odata.bind`, `/systemusers(${id})`]])

function written(object: CrmObject, turn: Turn, { status, body }: PartAnswer): RowResult {
  const row = (body ?? {}) as Record<string, unknown>
  turn.id = String(row[TABLES[object].id] ?? turn.id)
  return {
    outcome: "ok",
    id: turn.id,
    isNew: status === 201,
    updatedAt: typeof row["modifiedon"] === "string" ? new Date(row["modifiedon"]) : null,
  }
}

const closePart = ({ id, end }: Turn): Part => ({
  method: "POST",
  path: `${end === WON ? "WinOpportunity" : "LoseOpportunity"}?tag=${TAG}`,
  body: { Status: -1, OpportunityClose: { subject: end === WON ? "Won" : "Lost", "opportunityid@odata.bind": `/opportunities(${id})` } },
})

/** Closing changed the record once more, at a time that nobody told. */
const closed = ({ result }: Turn): RowResult | null => (result?.outcome === "ok" ? { ...result, updatedAt: null } : result)

/** Two rows that lead to one record cannot be under way at once. */
function apart(rows: readonly WriteRow[]): WriteRow[][] {
  const rounds: WriteRow[][] = []
  const timesSeen = new Map<string, number>()
  for (const row of rows) {
    const address = row.externalId ?? row.key
    const round = timesSeen.get(address) ?? 0
    timesSeen.set(address, round + 1)
    rounds[round] = [...(rounds[round] ?? []), row]
  }
  return rounds.flatMap((round) => chunks(round, ROWS))
}
