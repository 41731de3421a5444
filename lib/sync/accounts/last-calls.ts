import { and, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm"
import { crmCalls } from "@/db/schema"
import { HOUR_MS } from "@/lib/core/time"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"

export type LastCalls = {
  lastAnswerAt: string | null
  /** The newest call that went wrong, while none has gone well since. */
  problem: { at: string; kind: string } | null
}

const LOOK_BACK_MS = 24 * HOUR_MS

export async function lastCalls(ctx: CrmCtx): Promise<LastCalls> {
  const newest = async (which: ReturnType<typeof isNull>) => {
    const since = new Date(ctx.now().getTime() - LOOK_BACK_MS)
    const [row] = await ctx.db
      .select({ at: crmCalls.at, problem: sql<string>`coalesce(${crmCalls.problem}, '')` })
      .from(crmCalls)
      .where(and(eq(crmCalls.provider, ctx.crm.name), gt(crmCalls.at, since), which))
      .orderBy(desc(crmCalls.at))
      .limit(1)
    return row
  }
  const [answer, problem] = [await newest(isNull(crmCalls.problem)), await newest(isNotNull(crmCalls.problem))]
  const isOpen = problem !== undefined && (!answer || problem.at > answer.at)
  return {
    lastAnswerAt: answer?.at.toISOString() ?? null,
    problem: isOpen ? { at: problem.at.toISOString(), kind: problem.problem } : null,
  }
}
