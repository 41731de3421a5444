import { required } from "@/lib/core/required"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { RowResult, WriteRow } from "@/lib/crm/provider"
import { RestError, type OutRow, type Rest } from "./descriptor"
import { outRow } from "./records"
import { chunks } from "./reads"

/** Rows with a record id are updated by it, the others created, or found by our key where the CRM does that as it writes. */
export async function writeRows(rest: Rest, object: CrmObject, rows: readonly WriteRow[]): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  for (const act of ["update", "create"] as const) {
    const part = rows.filter(({ externalId }) => (externalId === null) === (act === "create"))
    for (const round of apart(part))
      for (const some of chunks(round, rest.crm.batch.write)) {
        const answers = await send(
          rest,
          object,
          act,
          some.map((row) => outRow(rest, object, row)),
        )
        some.forEach(({ key }, at) => results.set(key, required(answers[at], "result of a row")))
      }
  }
  return results
}

/** Where one row makes the whole call unreadable, the rows are cut in half until it stands alone. */
async function send({ crm, api }: Rest, object: CrmObject, act: "create" | "update", rows: readonly OutRow[]): Promise<RowResult[]> {
  try {
    return await crm.write(api, object, act, rows)
  } catch (error) {
    if (!(error instanceof RestError)) throw error
    if (rows.length === 1) return [crm.refusalOf(api, object, error)]
    const middle = Math.ceil(rows.length / 2)
    const first = await send({ crm, api }, object, act, rows.slice(0, middle))
    return [...first, ...(await send({ crm, api }, object, act, rows.slice(middle)))]
  }
}

/** Two rows that lead to one record cannot stand in one call. */
function apart(rows: readonly WriteRow[]): WriteRow[][] {
  const rounds: WriteRow[][] = []
  const timesSeen = new Map<string, number>()
  for (const row of rows) {
    const address = row.externalId ?? row.key
    const round = timesSeen.get(address) ?? 0
    timesSeen.set(address, round + 1)
    rounds[round] = [...(rounds[round] ?? []), row]
  }
  return rounds
}
