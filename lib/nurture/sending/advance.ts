import { sql } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { SequenceDraft } from "@/lib/core/nurture/sequence"
import { nextWorkingInstant } from "@/lib/core/working-time/working-time"
import { readSendWindow } from "@/lib/nurture/sequences/settings"

/** Moves an enrolment past a step that is settled, unless it has left or moved on already. After the last it is done. */
export async function advance(tx: Transaction, { enrolmentId, step, at }: { enrolmentId: string; step: number; at: Date }): Promise<void> {
  const { rows } = await tx.execute(sql`
    select v.steps from nurture_enrolments e join nurture_versions v on v.sequence_id = e.sequence_id and v.version = e.version where e.id = ${enrolmentId}`)
  const [row] = rows.map((one) => z.object({ steps: SequenceDraft.shape.steps }).parse(one))
  const next = row?.steps[step + 1]
  if (!next) {
    await tx.execute(sql`
      update nurture_enrolments set state = 'done', step = ${step + 1}, ended_at = ${at.toISOString()}
      where id = ${enrolmentId} and state = 'active' and step = ${step}`)
    return
  }
  const nextAt = nextWorkingInstant(await readSendWindow(tx), new Date(at.getTime() + next.delayHours * HOUR_MS))
  await tx.execute(sql`
    update nurture_enrolments set step = ${step + 1}, next_at = ${nextAt.toISOString()}
    where id = ${enrolmentId} and state = 'active' and step = ${step}`)
}
