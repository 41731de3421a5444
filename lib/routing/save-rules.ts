import { z } from "zod"
import { routingVersions } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { RoutingConfig } from "@/lib/core/routing/routing-config"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { lockShared } from "@/lib/platform/lock-order"
import { inTransaction } from "@/lib/platform/transaction"
import { readRuleBook } from "./read-config"

export const SaveRules = z.object({
  /** The version that the editor saw; another person's save meanwhile is not overwritten. */
  baseVersion: z.number().int().min(0),
  config: RoutingConfig,
  note: z.string().trim().max(200).nullable().default(null),
})
export type SaveRules = z.input<typeof SaveRules>

/** Saves the rules as a new version. Old ones are kept: receipts name the version that decided. */
export async function saveRules(ctx: Ctx, input: SaveRules): Promise<{ version: number }> {
  requirePermission(ctx, "settings.manage")
  const { baseVersion, config, note } = SaveRules.parse(input)
  return await inTransaction(ctx, async (tx) => {
    await lockShared(tx)
    const current = await readRuleBook(tx)
    if (current.version !== baseVersion)
      throw new AppError("conflict", "A colleague changed the rules meanwhile. Look at the new ones first.")
    const version = baseVersion + 1
    const byUserId = actorId(ctx)
    await tx.insert(routingVersions).values({ version, at: ctx.now(), byUserId, note, config })
    await writeAudit(ctx, tx, {
      action: "routing.changed",
      subject: String(version),
      change: { before: current.config, after: config, note },
    })
    return { version }
  })
}
