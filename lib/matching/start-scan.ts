import { desc } from "drizzle-orm"
import { matchScans } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { enqueue } from "@/lib/platform/jobs/job"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { scanJob } from "./jobs"
import { openScan, type Scan } from "./scan-store"

/** Has the whole store examined in the background; one that is under way goes on. */
export async function startScan(ctx: Ctx): Promise<Scan> {
  requirePermission(ctx, "settings.manage")
  const scan = await openScan(ctx)
  await enqueue(ctx.db, scanJob, {}, { key: scanJob.name })
  await inTransaction(ctx, (tx) =>
    writeAudit(ctx, tx, { action: "matching.scan_started", subject: scan.id, change: { total: scan.total } }),
  )
  return scan
}

/** The newest scan, whatever its state. */
export async function latestScan(ctx: Ctx): Promise<Scan | null> {
  requirePermission(ctx, "settings.manage")
  const [scan] = await ctx.db.select().from(matchScans).orderBy(desc(matchScans.startedAt)).limit(1)
  return scan ?? null
}
