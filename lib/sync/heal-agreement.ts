import type { Ctx } from "@/lib/context"
import { writeAudit } from "@/lib/audit-log"
import { requirePermission } from "@/lib/permissions"
import { PROVIDER } from "./crm-settings"
import { noteChanges } from "./inbox"
import { markOutbox } from "./mark-dirty"

/** What a comparison found, all of it. */
type Found = { differing: readonly string[]; strangers: readonly string[]; absent: readonly string[] }

/** Nobody's change is waiting for these: they come after everything else. */
const LAST = 3

/**
 * Sets right what a comparison found, by the sync's own road: what differs is compared and written as always, contacts that
 * nobody here knows come in, and leads that are missing there go over.
 */
export const healAgreement = async (ctx: Ctx, { differing, strangers, absent }: Found): Promise<void> => {
  requirePermission(ctx, "sync.manage")
  const now = ctx.now()
  const marks = [...new Set([...differing, ...absent])].map((leadId) => ({
    leadId,
    kind: "lead" as const,
    priority: LAST,
    notBefore: now,
    pull: true,
  }))
  await ctx.db.transaction(async (tx) => {
    await markOutbox(tx, marks, now)
    await noteChanges(
      tx,
      strangers.map((externalId) => ({
        provider: PROVIDER,
        object: "contact" as const,
        externalId,
        kind: "changed" as const,
        inboundEventId: null,
      })),
      now,
    )
    const change = { different: differing.length, missingHere: strangers.length, missingThere: absent.length }
    await writeAudit(ctx, tx, { action: "crm.healed", subject: PROVIDER, change })
  })
}
