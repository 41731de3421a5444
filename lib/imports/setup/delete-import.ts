import { and, eq, isNull } from "drizzle-orm"
import { imports } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

/** Deletes a file that was never run, with its rows. An import that was run stays as the record of where leads came from. */
export async function deleteImport(ctx: Ctx, { importId }: { importId: string }): Promise<void> {
  requirePermission(ctx, "import.run")
  await inTransaction(ctx, async (tx) => {
    const [gone] = await tx
      .delete(imports)
      .where(and(eq(imports.id, importId), isNull(imports.startedAt)))
      .returning({ fileName: imports.fileName })
    if (!gone) throw new AppError("conflict", "Something of this file has been imported; revert it instead.")
    await writeAudit(ctx, tx, { action: "import.deleted", subject: importId, change: { fileName: gone.fileName } })
  })
}
