import { and, asc, eq, isNotNull, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { importRows, imports } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { lockKeys, lockLeads, lockShared } from "@/lib/platform/lock-order"
import { withLease, type ImportRecord, type Lease } from "@/lib/imports/setup/import-record"
import { undoRows, type UndoDecision } from "./undo-rows"

const REVERT_BATCH = 200

/**
 * Reverts the next rows of an import, lead by lead, as if they had never been imported:
 * - A lead that only this import ever touched is removed.
 * - A lead that others have touched keeps what they said; what this import said is removed, and its fields return to
 *   what survives without it.
 * - What people have built on stays, and the row says why: a lead of this import alone that a colleague has worked on,
 *   and one that was merged meanwhile.
 */
export async function revertNextBatch(ctx: Ctx, lease: Lease): Promise<number> {
  return await withLease(ctx, lease, "reverting", async (unit, record) => {
    const { db: tx, changes } = unit
    const rows = await nextRows(tx, record.id)
    if (rows.length === 0) {
      await finish(ctx, tx, record)
      return 0
    }
    const touched = await lockTouched(tx, record, rows)
    const decisions = await decide(tx, record, [...touched.keys()])
    const reasons = await takeBackSafely(unit, record, decisions)
    const marked = await markRows(tx, record, reasons, rows, touched)
    await count(ctx, tx, record, decisions, reasons, marked)
    changes.show(...touched.keys())
    return rows.length
  })
}

type Row = { rowNo: number; touchpointId: string }

async function nextRows(tx: Transaction, importId: string): Promise<Row[]> {
  const rows = await tx
    .select({ rowNo: importRows.rowNo, touchpointId: importRows.touchpointId })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), eq(importRows.state, "done"), isNotNull(importRows.touchpointId)))
    .orderBy(asc(importRows.rowNo))
    .limit(REVERT_BATCH)
  return rows.flatMap(({ rowNo, touchpointId }) => (touchpointId === null ? [] : [{ rowNo, touchpointId }]))
}

/**
 * The current leads of these rows, locked like in ingest: first their identities, then themselves, so that a live event
 * about one of them comes entirely before or after.
 */
async function lockTouched(tx: Transaction, record: ImportRecord, rows: readonly Row[]): Promise<Map<string, number[]>> {
  const ids = idsIn(rows.map(({ touchpointId }) => touchpointId))
  const { rows: keys } = await tx.execute<{ key: string }>(sql`
    select distinct i.kind || ':' || i.value as key from lead_identities i
    where i.lead_id in (select lead_id from touchpoints where id in ${ids})`)
  await lockKeys(
    tx,
    keys.map(({ key }) => key),
  )
  const { rows: found } = await tx.execute<{ lead_id: string }>(sql`
    select distinct lead_id from touchpoints where id in ${ids}`)
  const leadIds = found.map(({ lead_id }) => lead_id)
  if (leadIds.length === 0) return new Map()
  await lockLeads(tx, leadIds)
  await lockShared(tx)
  const { rows: now } = await tx.execute<{ lead_id: string; row: number }>(sql`
    select lead_id, (details->>'row')::int as row from touchpoints
    where inbound_event_id = ${record.id} and lead_id in ${idsIn(leadIds)}`)
  const touched = new Map<string, number[]>()
  for (const { lead_id, row } of now) touched.set(lead_id, [...(touched.get(lead_id) ?? []), row])
  return touched
}

type Facts = { id: string; others: number; worked: string | null; merged: boolean }

async function decide(tx: Transaction, record: ImportRecord, leadIds: readonly string[]): Promise<Map<string, UndoDecision>> {
  const { rows } = await tx.execute<Facts>(sql`
    select l.id,
      (select count(*)::int from touchpoints t where t.lead_id = l.id and t.inbound_event_id is distinct from ${record.id}) as others,
      (select a.action from audit_log a where a.lead_id = l.id and a.actor_kind <> 'system' order by a.id desc limit 1) as worked,
      exists (select 1 from merges m where m.undone_at is null and m.at >= ${record.startedAt?.toISOString() ?? null}
              and (m.survivor_id = l.id or m.merged_id = l.id)) as merged
    from leads l where l.id in ${idsIn(leadIds)}`)
  return new Map(rows.map((facts) => [facts.id, decisionOf(facts)]))
}

function decisionOf({ others, worked, merged }: Facts): UndoDecision {
  if (merged) return { kind: "kept", reason: "kept: its lead was merged with another since; undo that merge first" }
  if (others > 0) return { kind: "restored", reason: "taken back; the lead is what its other touches say" }
  if (worked !== null) return { kind: "kept", reason: `kept: a colleague has worked on its lead since (${worked})` }
  return { kind: "removed", reason: "taken back; the lead is gone" }
}

/** All leads at once; if an unknown row depends on one of them, each by itself, and that one stays. */
async function takeBackSafely(unit: LeadUnit, record: ImportRecord, decisions: Map<string, UndoDecision>): Promise<Map<string, string>> {
  try {
    return await changeLeads(unit, (part) => undoRows(part, record, decisions))
  } catch (error) {
    if (!isDependedOn(error)) throw error
  }
  const reasons = new Map<string, string>()
  for (const [leadId, decision] of decisions) {
    try {
      const one = await changeLeads(unit, (part) => undoRows(part, record, new Map([[leadId, decision]])))
      for (const [id, reason] of one) reasons.set(id, reason)
    } catch (error) {
      if (!isDependedOn(error)) throw error
      unit.log.warn({ err: error, leadId }, "a lead of an import could not be taken back")
      decisions.set(leadId, { kind: "kept", reason: "" })
      reasons.set(leadId, "kept: something else depends on its lead")
    }
  }
  return reasons
}

const FOREIGN_KEY = "23503"

function isDependedOn(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if ("code" in cause && cause.code === FOREIGN_KEY) return true
  return false
}

/** Marks every row of a processed lead; a row whose touchpoint is already gone has nothing left to revert. */
async function markRows(
  tx: Transaction,
  record: ImportRecord,
  reasons: ReadonlyMap<string, string>,
  rows: readonly Row[],
  touched: ReadonlyMap<string, number[]>,
): Promise<number> {
  const marks = [...touched].flatMap(([leadId, numbers]) => {
    const reason = reasons.get(leadId) ?? ""
    return numbers.map((row) => ({ row, reason, state: reason.startsWith("kept") ? "kept" : "reverted" }))
  })
  const dealtWith = new Set(marks.map(({ row }) => row))
  const gone = rows.filter(({ rowNo }) => !dealtWith.has(rowNo))
  marks.push(...gone.map(({ rowNo }) => ({ row: rowNo, reason: "taken back before", state: "reverted" })))
  await tx.execute(sql`
    update import_rows r set state = m.state, reason = m.reason, touchpoint_id = case when m.state = 'kept' then r.touchpoint_id end
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m(row int, reason text, state text)
    where r.import_id = ${record.id} and r.row_no = m.row and r.state = 'done'`)
  return marks.length
}

async function count(
  ctx: Ctx,
  tx: Transaction,
  record: ImportRecord,
  decisions: ReadonlyMap<string, UndoDecision>,
  reasons: ReadonlyMap<string, string>,
  marked: number,
): Promise<void> {
  const sum = { ...(record.revertCounts ?? { removed: 0, restored: 0, kept: 0 }) }
  for (const leadId of reasons.keys()) sum[decisions.get(leadId)?.kind ?? "kept"] += 1
  await tx
    .update(imports)
    .set({ revertCounts: sum, progress: record.progress + marked, progressAt: ctx.now() })
    .where(eq(imports.id, record.id))
}

async function finish(ctx: Ctx, tx: Transaction, record: ImportRecord): Promise<void> {
  await tx.update(imports).set({ state: "reverted", finishedAt: ctx.now(), runner: null }).where(eq(imports.id, record.id))
  await tx.execute(sql`delete from import_files where import_id = ${record.id}`)
  await writeAudit(ctx, tx, { action: "import.reverted", subject: record.id, change: { counts: record.revertCounts } })
}
