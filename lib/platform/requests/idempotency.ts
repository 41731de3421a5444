import { createHash } from "node:crypto"
import { HOUR_MS } from "@/lib/core/time"
import { setTimeout } from "node:timers/promises"
import { and, eq, isNull, lt, sql } from "drizzle-orm"
import { idempotencyKeys } from "@/db/schema"
import type { Ctx, Viewer } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { scheduledJob } from "@/lib/platform/jobs/job"

/**
 * A creating request may be sent twice: a double click, a retry after a lost answer. With an idempotency key of its sender
 * it is done once, and every repeat gets the first answer. The key is claimed before the work and the answer kept after
 * it; when the process dies in between, the key is free again after a minute.
 */
const KEPT_HOURS = 24
const CLAIM_MS = 60_000
/** A repeat that arrives while the first request is being worked on waits for its answer, but not for long. */
const WAIT_MS = 3000
const WAIT_STEP_MS = 50

type Answer = { status: number; body: unknown }
type Asked = { key: string; request: unknown }

export async function answerOnce(
  ctx: Pick<Ctx, "db" | "now"> & { actor: Viewer },
  { key, request }: Asked,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const owner = `${ctx.actor.kind}:${ctx.actor.id}`
  const fingerprint = createHash("sha256").update(JSON.stringify(request)).digest("hex")
  const mine = and(eq(idempotencyKeys.owner, owner), eq(idempotencyKeys.key, key))
  let isClaimed = await claim(ctx, { owner, key, fingerprint })
  for (let waitedMs = 0; !isClaimed; waitedMs += WAIT_STEP_MS) {
    const [first] = await ctx.db.select().from(idempotencyKeys).where(mine)
    if (first && first.fingerprint !== fingerprint) throw new AppError("invalid", "This idempotency key was used for another request.")
    if (first?.answer) return first.answer
    if (waitedMs >= WAIT_MS) throw new AppError("unavailable", "The same request is still being worked on; please send it again.")
    await setTimeout(WAIT_STEP_MS)
    const isFree = !first || first.createdAt < new Date(ctx.now().getTime() - CLAIM_MS)
    isClaimed = isFree && (await claim(ctx, { owner, key, fingerprint }))
  }
  const answer = await work().catch(async (error: unknown) => {
    // Nothing was done, so the same key may be used for another try.
    await ctx.db.delete(idempotencyKeys).where(and(mine, isNull(idempotencyKeys.answer)))
    throw error
  })
  // When this fails the work is done all the same, so the claim stays and a retry does not do it twice.
  await ctx.db.update(idempotencyKeys).set({ answer }).where(mine)
  return answer
}

/** False when another request holds the key, or has used it. */
async function claim({ db, now }: Pick<Ctx, "db" | "now">, row: { owner: string; key: string; fingerprint: string }): Promise<boolean> {
  const createdAt = now()
  const claimed = await db
    .insert(idempotencyKeys)
    .values({ ...row, createdAt })
    .onConflictDoUpdate({
      target: [idempotencyKeys.owner, idempotencyKeys.key],
      set: { fingerprint: row.fingerprint, createdAt },
      setWhere: and(isNull(idempotencyKeys.answer), lt(idempotencyKeys.createdAt, new Date(createdAt.getTime() - CLAIM_MS))),
    })
    .returning({ key: idempotencyKeys.key })
  return claimed.length > 0
}

export const forgetKeysJob = scheduledJob({
  name: "requests:forget",
  schedule: "*/10 * * * *",
  run: async (ctx) => {
    await ctx.db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, new Date(ctx.now().getTime() - KEPT_HOURS * HOUR_MS)))
    await ctx.db.execute(sql`delete from rate_limits where expire < ${ctx.now().getTime()}`)
  },
})
