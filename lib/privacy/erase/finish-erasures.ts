import { asc, eq, isNull } from "drizzle-orm"
import { erasures } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { isTransient } from "@/lib/platform/retry"
import { scheduledJob } from "@/lib/platform/jobs/job"
import { eraseQuotes } from "./erase-quotes"

/** Searches the whole database for quotes of an erased person, and then forgets what was looked for. */
export async function finishErasure(ctx: Ctx, erasureId: string): Promise<void> {
  const [erasure] = await ctx.db.select().from(erasures).where(eq(erasures.id, erasureId))
  if (!erasure || erasure.finishedAt) return
  if (erasure.terms) await eraseQuotes(ctx, erasure.leadId, erasure.terms)
  await ctx.db.update(erasures).set({ terms: null, finishedAt: ctx.now() }).where(eq(erasures.id, erasureId))
}

/** In a large database the search takes longer than a request may; and a process may die in it. */
export const finishErasuresJob = scheduledJob({
  name: "privacy:finish_erasures",
  schedule: "*/5 * * * *",
  run: async (ctx, signal) => {
    const left = await ctx.db.select({ id: erasures.id }).from(erasures).where(isNull(erasures.finishedAt)).orderBy(asc(erasures.at))
    for (const { id } of left) {
      if (signal.aborted) return
      // One that fails is tried again with the next run, and does not keep the others waiting.
      await finishErasure(ctx, id).catch((error: unknown) => {
        if (isTransient(error)) throw error
        ctx.log.error({ err: error, erasureId: id }, "quotes of an erased person could not be searched for")
      })
    }
  },
})
