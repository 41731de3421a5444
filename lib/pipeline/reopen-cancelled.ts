import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { insertRows } from "@/db/bulk"
import { stageHistory } from "@/db/schema"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { newId } from "@/lib/platform/ids"
import { hasCause, type ChangedLead, type Reaction } from "@/lib/platform/lead-change"
import { RUN_START } from "./stages/stage-facts"

/**
 * A cancelled booking was the reason for Booked, so the lead is open again: in the stage it was booked from, in the
 * same run, with everything kept. Another booking of the run keeps it won, and a stage that a person chose is left
 * alone.
 */
const OTHERWISE = "negotiation"

/** A new lead that entered no further stage has no booking to lose. */
const isStillUnbooked = ({ isNew, enteredStage }: ChangedLead): boolean => isNew === true && enteredStage !== "booked"

type Row = { id: string; run: number; from_stage_id: string | null; booking: string }

export const reopenCancelled: Reaction = async (ctx, tx, changes) => {
  const heard = changes.filter(
    (change) => hasCause(change, "events") && (change.touchpointIds?.length ?? 0) > 0 && !isStillUnbooked(change),
  )
  if (heard.length === 0) return
  const { rows } = await tx.execute<Row>(sql`
    select l.id, l.run, h.from_stage_id, c.external_id as booking
    from leads l
    cross join lateral (select coalesce(${RUN_START}, l.first_touch_at) as since) r
    cross join lateral (select n.from_stage_id, n.to_stage_id, n.via from stage_history n where n.lead_id = l.id order by n.created_at desc, n.id desc limit 1) h
    cross join lateral (
      select b.external_id from bookings b
      where b.lead_id = l.id and b.status = 'cancelled' and coalesce(b.booked_at, b.status_at) >= r.since order by b.status_at desc limit 1) c
    where l.id in ${idsIn(heard.map(({ leadId }) => leadId))}
      and l.stage_id = 'booked' and h.to_stage_id = 'booked' and h.via = 'erp'
      and not exists (select 1 from bookings b where b.lead_id = l.id and b.status <> 'cancelled' and coalesce(b.booked_at, b.status_at) >= r.since)`)
  if (rows.length === 0) return
  const at = ctx.now()
  const moves = rows.map(({ id, run, from_stage_id: from, booking }) => {
    const toStageId = STAGE_IDS.find((stage) => stage === from && stage !== "booked" && stage !== "lost") ?? OTHERWISE
    return {
      id: newId(),
      leadId: id,
      run,
      fromStageId: "booked",
      toStageId,
      at,
      userId: null,
      via: "erp",
      reason: `booking ${booking} was cancelled`,
    }
  })
  await insertRows(
    tx,
    stageHistory,
    moves.map((move) => ({ ...move, overridden: false, exceptions: [], createdAt: at })),
  )
  await tx.execute(sql`
    update leads l set stage_id = m.stage, stage_entered_at = ${at.toISOString()}, version = l.version + 1, updated_at = ${at.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(moves.map(({ leadId, toStageId }) => ({ id: leadId, stage: toStageId })))}::jsonb) as m(id uuid, stage text)
    where l.id = m.id`)
  // Whatever follows from entering a stage follows from this one too.
  for (const change of heard) {
    const move = moves.find(({ leadId }) => leadId === change.leadId)
    if (move) change.enteredStage = STAGE_IDS.find((stage) => stage === move.toStageId) ?? OTHERWISE
  }
}
