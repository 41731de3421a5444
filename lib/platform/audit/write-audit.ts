import type { Transaction } from "@/db/client"
import { auditLog } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"

/** The entry of an erasure that lists the entries which it emptied; nothing ever empties it. */
export const AUDIT_EMPTIED = "erasure.emptied"

type AuditEntry = { action: string; leadId?: string | null; subject?: string | null; change: Record<string, unknown> }

/** Writes an audit entry, in the transaction of the change. */
export async function writeAudit(ctx: Ctx, tx: Pick<Transaction, "insert">, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({
    at: ctx.now(),
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.kind === "system" ? ctx.actor.name : ctx.actor.id,
    action: entry.action,
    leadId: entry.leadId ?? null,
    subject: entry.subject ?? null,
    change: entry.change,
  })
}
