import { inArray, sql } from "drizzle-orm"
import { leads } from "@/db/schema"
import { gateOf, missingFor } from "@/lib/core/stages"
import { hasCause, type Reaction } from "@/lib/platform/lead-change"
import { readStages } from "./stages/read-stages"
import { readFacts } from "./stages/stage-facts"

/**
 * Records exceptions of bookings. The rental system books a lead without our gate. The booking is accepted, and what
 * the gate of Booked would have asked for is stored with the move, as for a move by the CRM. Later reactions find it on
 * the change.
 */
export const noteExceptions: Reaction = async (ctx, tx, changes) => {
  const ids = changes.filter((change) => hasCause(change, "events") && change.enteredStage === "booked").map(({ leadId }) => leadId)
  if (ids.length === 0) return
  const gate = { ...gateOf(await readStages(tx), "booked"), booking: false, reason: false }
  const rows = await tx.select({ id: leads.id, provenance: leads.provenance }).from(leads).where(inArray(leads.id, ids))
  const facts = await readFacts(tx, rows, ctx.now())
  const lacking = rows.flatMap(({ id }) => {
    const known = facts.get(id)
    const missing = known ? missingFor(gate, { ...known, reason: null }) : []
    return missing.length > 0 ? [{ id, missing }] : []
  })
  if (lacking.length === 0) return
  for (const { id, missing } of lacking) {
    const change = changes.find(({ leadId }) => leadId === id)
    if (change) change.exceptions = missing
  }
  await tx.execute(sql`
    update stage_history h set exceptions = c.missing
    from jsonb_to_recordset(${JSON.stringify(lacking)}::jsonb) as c(id uuid, missing jsonb)
    where h.id = (select n.id from stage_history n where n.lead_id = c.id and n.to_stage_id = 'booked' and n.via = 'erp' order by n.created_at desc, n.id desc limit 1)`)
}
