import { required } from "@/lib/core/required"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { RowResult, WriteRow } from "@/lib/crm/provider"
import { failedPart, type Part, type PartAnswer } from "./batch"
import { encodeKey, LOST, OPEN, STAGE_COLUMN, TABLES, TAG, WON } from "./mapping"
import { chunks, readByIds, readPage, textLiteral } from "./reads"
import { idOf } from "./records"
import type { Transport } from "./transport"
import { OWNER, typed, type ColumnTypes } from "./values"

/**
 * Many rows in one batch, each by itself, so that a bad one fails alone. Rows with a record id are updated by it, the others
 * created or updated by our key. Winning and losing are acts of their own, and a closed opportunity takes no values: it is
 * reopened, written and closed again in one change set, so that nobody ever finds it open, whatever is refused or cut off.
 */
const ROWS = 30

type Sending = { transport: Transport; object: CrmObject; types: ColumnTypes }
/** One row on its way: how it was closed, and how it is to be closed. */
type Turn = { row: WriteRow; before: string | null; end: string | null }

export async function writeRows(sending: Sending, rows: readonly WriteRow[]): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  for (const part of apart(rows)) {
    for (const [key, result] of await writePart(sending, part)) results.set(key, result)
    const taken = part.filter(({ key }) => results.get(key)?.outcome === "conflict")
    if (await freeKeys(sending, taken)) for (const [key, result] of await writePart(sending, taken)) results.set(key, result)
  }
  return results
}

/** What lost a merge keeps its key, out of use as it is, and the key is its master's to take. */
async function freeKeys({ transport, object }: Sending, rows: readonly WriteRow[]): Promise<boolean> {
  if (object !== "contact" || rows.length === 0) return false
  const { set, id, key: column } = TABLES.contact
  const filter = `merged eq true and (${rows.map(({ key }) => `${column} eq ${textLiteral(encodeKey(key))}`).join(" or ")})`
  const losers = await readPage(transport, "contact.keys", `${set}?$select=${id}&$filter=${encodeURIComponent(filter)}`)
  await transport.batch(
    "contact.free",
    losers.rows.map((loser) => ({
      method: "PATCH",
      path: `${set}(${idOf("contact", loser)})?tag=${TAG}`,
      headers: { "If-Match": "*" },
      body: { [column]: null },
    })),
  )
  return losers.rows.length > 0
}

async function writePart(sending: Sending, rows: readonly WriteRow[]): Promise<[string, RowResult][]> {
  const { transport, object } = sending
  const states = object === "deal" ? await endsOf(sending, rows) : new Map<string, string>()
  const turns = rows.map((row): Turn => {
    const before = row.externalId === null ? null : (states.get(row.externalId) ?? null)
    const end = row.stage === null ? before : isEnd(row.stage.stageId) ? row.stage.stageId : null
    return { row, before, end }
  })
  const pending = turns.filter((turn) => !isAsWanted(turn))
  const answers = await transport.batchSets(
    `${object}.write`,
    pending.map((turn) => partsOf(sending, turn)),
  )
  return turns.map((turn) => {
    const at = pending.indexOf(turn)
    const result: RowResult =
      at < 0 ? { outcome: "ok", id: turn.row.externalId ?? "", isNew: false, updatedAt: null } : resultOf(object, turn, answers[at] ?? [])
    return [turn.row.key, result]
  })
}

/** Closed as it should be, with no values to take. */
const isAsWanted = ({ row, before, end }: Turn): boolean => before !== null && end === before && Object.keys(row.values).length === 0

const isEnd = (stageId: string): boolean => stageId === WON || stageId === LOST

/** Which opportunities are closed, and how. */
async function endsOf({ transport, object }: Sending, rows: readonly WriteRow[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ externalId }) => externalId ?? [])
  const { records } = await readByIds(transport, object, ids, { properties: [] })
  return new Map([...records].flatMap(([id, { stage }]) => (stage && isEnd(stage.stageId) ? [[id, stage.stageId] as const] : [])))
}

const partsOf = (sending: Sending, turn: Turn): Part[] => [
  ...(turn.before === null ? [] : [reopenPart(turn)]),
  writeRow(sending, turn),
  ...(turn.end === null ? [] : [closePart(turn)]),
]

const versionOf = ({ version }: WriteRow): Record<string, string> => ({ "If-Match": version ?? "*" })

const reopenPart = ({ row }: Turn): Part => ({
  method: "PATCH",
  path: `opportunities(${row.externalId})?tag=${TAG}`,
  headers: versionOf(row),
  body: { statecode: 0, statuscode: 1 },
})

function addressOf(object: CrmObject, { externalId, key }: WriteRow): string {
  const { set, key: column } = TABLES[object]
  return `${set}(${externalId ?? `${column}='${encodeURIComponent(encodeKey(key))}'`})`
}

function writeRow(sending: Sending, { row, before }: Turn): Part {
  const { object } = sending
  // What was reopened a moment ago has another version by our own doing.
  const match = row.externalId === null ? {} : before === null ? versionOf(row) : { "If-Match": "*" }
  return {
    method: "PATCH",
    path: `${addressOf(object, row)}?$select=${TABLES[object].id},modifiedon&tag=${TAG}`,
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

function resultOf(object: CrmObject, { row, before, end }: Turn, answers: readonly PartAnswer[]): RowResult {
  const refused = failedPart(answers.find(({ status }) => status >= 400) ?? answers[0])
  if (refused !== null) return refused
  const { status, body } = required(answers[before === null ? 0 : 1], "answer")
  const record = (body ?? {}) as Record<string, unknown>
  const changedAt = record["modifiedon"]
  return {
    outcome: "ok",
    id: String(record[TABLES[object].id] ?? row.externalId),
    isNew: status === 201,
    // Closing changed the record once more, at a time that nobody told.
    updatedAt: end === null && typeof changedAt === "string" ? new Date(changedAt) : null,
  }
}

const closePart = ({ row, end }: Turn): Part => ({
  method: "POST",
  path: `${end === WON ? "WinOpportunity" : "LoseOpportunity"}?tag=${TAG}`,
  body: {
    Status: -1,
    OpportunityClose: { subject: end === WON ? "Won" : "Lost", "opportunityid@odata.bind": `/${addressOf("deal", row)}` },
  },
})

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
