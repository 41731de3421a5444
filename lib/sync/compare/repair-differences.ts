import { z } from "zod"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { requirePermission } from "@/lib/platform/permissions"
import { queueChanges } from "@/lib/sync/queue/queue-changes"
import { LAST, addToOutbox } from "@/lib/sync/queue/queue-pushes"

/** What a comparison found, all of it or a part. */
type Found = { differing: readonly string[]; strangers: readonly string[]; absent: readonly string[] }

/**
 * Sets right what a comparison found, by the sync's own road: what differs is compared and written as always, contacts that
 * nobody here knows come in, and leads that are missing there go over.
 */
export async function repairDifferences(ctx: CrmCtx, { differing, strangers, absent }: Found): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const now = ctx.now()
  const entries = [...new Set([...differing, ...absent])].map((leadId) => ({
    leadId,
    kind: "lead" as const,
    priority: LAST,
    notBefore: now,
    pull: true,
  }))
  await changeLeads(ctx, async ({ db: tx }) => {
    await queueChanges(
      tx,
      strangers.map((externalId) => ({
        provider: ctx.crm.name,
        object: "contact" as const,
        externalId,
        kind: "changed" as const,
        inboundEventId: null,
      })),
      now,
    )
    await lockLeads(
      tx,
      entries.map(({ leadId }) => leadId),
    )
    await addToOutbox(tx, ctx.crm, entries, now)
    const change = { different: differing.length, missingHere: strangers.length, missingThere: absent.length }
    await writeAudit(ctx, tx, { action: "crm.repaired", subject: ctx.crm.name, change })
  })
}

export const RepairOne = z.discriminatedUnion("list", [
  z.object({ list: z.literal("different"), leadId: z.uuid() }),
  z.object({ list: z.literal("missingThere"), leadId: z.uuid() }),
  z.object({ list: z.literal("missingHere"), externalId: z.string().min(1).max(100) }),
])

/** One line of a list. */
export async function repairOne(ctx: CrmCtx, input: z.infer<typeof RepairOne>): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const one = RepairOne.parse(input)
  await repairDifferences(ctx, {
    differing: one.list === "different" ? [one.leadId] : [],
    absent: one.list === "missingThere" ? [one.leadId] : [],
    strangers: one.list === "missingHere" ? [one.externalId] : [],
  })
}
