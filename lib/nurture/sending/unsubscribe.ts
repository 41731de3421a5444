import { eq } from "drizzle-orm"
import { nurtureSends } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { consentFor } from "@/lib/core/privacy/consent-gate"
import { readStated } from "@/lib/leads/consent"
import { lockLeadOrThrow } from "@/lib/leads/find-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { optOutEvent } from "./opt-out-event"
import { readUnsubscribeToken } from "./unsubscribe-token"

/**
 * Withdraws the consent to marketing of the person who got this mail, whichever lead they are by now. The signed token is the
 * permission. Pressing twice changes nothing, and pressing after having agreed again counts again.
 */
export async function unsubscribe(
  base: Omit<Ctx, "actor">,
  { token, secret }: { token: string; secret: string },
): Promise<"done" | "unknown"> {
  const sendId = readUnsubscribeToken(token, secret)
  if (sendId === null) return "unknown"
  const ctx: Ctx = { ...base, actor: { kind: "system", name: "unsubscribe link" } }
  return await changeLeads(ctx, async (unit) => {
    const { db: tx } = unit
    const [send] = await tx.select({ leadId: nurtureSends.leadId }).from(nurtureSends).where(eq(nurtureSends.id, sendId))
    if (!send) return "unknown"
    const lead = await lockLeadOrThrow(tx, send.leadId)
    if (consentFor("marketing", (await readStated(tx, [lead.id])).get(lead.id) ?? []) === false) return "done"
    const event = optOutEvent({ sendId, at: ctx.now() })
    await ingestInto(unit, [{ event, receiptId: null, leadId: lead.id }])
    await writeAudit(ctx, tx, { action: "consent.withdrawn", leadId: lead.id, subject: sendId, change: { purpose: "marketing" } })
    return "done"
  })
}
