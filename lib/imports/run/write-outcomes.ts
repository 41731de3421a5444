import { sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import type { ImportCounts } from "@/lib/core/imports/states"
import type { RowOutcome } from "./ingest-rows"

/** Writes the outcomes of rows, in one statement. The row of an erased person loses its content once the import has run. */
export async function writeOutcomes(
  tx: Transaction,
  importId: string,
  outcomes: readonly RowOutcome[],
  state: "waiting" | "done",
): Promise<void> {
  const rows = outcomes.map(({ rowNo, outcome, reason, problems, leadId, touchpointId }) => ({
    row_no: rowNo,
    outcome,
    reason,
    problems,
    lead_id: leadId,
    touchpoint_id: touchpointId,
  }))
  await tx.execute(sql`
    update import_rows r
    set outcome = v.outcome, reason = v.reason, problems = v.problems, lead_id = v.lead_id, touchpoint_id = v.touchpoint_id, state = ${state},
      raw = case when v.outcome = 'suppressed' and ${state} = 'done' then '[]' else r.raw end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(row_no int, outcome text, reason text, problems text[], lead_id uuid, touchpoint_id uuid)
    where r.import_id = ${importId} and r.row_no = v.row_no`)
}

export function countOutcomes(counts: ImportCounts, outcomes: readonly RowOutcome[]): ImportCounts {
  const sum = { ...counts }
  // Counts of an import from before an outcome existed lack it.
  for (const { outcome } of outcomes) sum[outcome] = (sum[outcome] ?? 0) + 1
  return sum
}
