import { createHash } from "node:crypto"
import { and, desc, eq, inArray } from "drizzle-orm"
import { imports } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"

/** Finds an unfinished import of this very file, to be resumed; null when there is none. */
export async function findUnfinished(ctx: Ctx, { file, channel }: { file: Uint8Array; channel: string }): Promise<string | null> {
  requirePermission(ctx, "import.run")
  const digest = createHash("sha256").update(file).digest("hex")
  const [found] = await ctx.db
    .select({ id: imports.id, state: imports.state })
    .from(imports)
    .where(and(eq(imports.digest, digest), eq(imports.channel, channel), inArray(imports.state, ["running", "paused"])))
    .orderBy(desc(imports.createdAt))
    .limit(1)
  if (!found) return null
  await ctx.db
    .update(imports)
    .set({ state: "paused", runner: null })
    .where(and(eq(imports.id, found.id), eq(imports.state, "running")))
  return found.id
}
