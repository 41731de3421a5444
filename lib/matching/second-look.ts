import { inArray, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { matchProfiles } from "@/db/schema"
import type { Profile } from "@/lib/core/matching/profile"
import { enqueue, type Job } from "@/lib/platform/jobs/job"
import { inTransaction } from "@/lib/platform/transaction"
import { examineUnlocked } from "./examine-leads"
import { waitForBatches } from "./overlapping-batches"
import { profileOf } from "./profile-rows"

const SecondLook = z.object({
  leadIds: z.array(z.uuid()),
  /** Connections of the batches that ran when this one began. */
  after: z.array(z.number().int()),
})
type SecondLook = z.infer<typeof SecondLook>

const STEP = 100

/** Looks once at the leads of a batch that ran beside another. The queue runs one look at a time. */
export const secondLook: Job<SecondLook> = {
  name: "matching:second-look",
  payload: SecondLook,
  run: async (ctx, { leadIds, after }) => {
    await waitForBatches(ctx, after)
    for (let at = 0; at < leadIds.length; at += STEP) {
      const step = leadIds.slice(at, at + STEP)
      await inTransaction(ctx, async (tx) => {
        // Compiling this query takes longer than running it.
        await tx.execute(sql`set local jit = off`)
        await examineUnlocked(tx, await readProfiles(tx, step), { at: ctx.now() })
      })
    }
  },
}

export const queueSecondLook = (tx: Transaction, look: SecondLook): Promise<void> =>
  enqueue(tx, secondLook, look, { queue: "matching:second-look" })

/** The profiles of leads as they are stored. */
export async function readProfiles(tx: Transaction, leadIds: readonly string[]): Promise<Profile[]> {
  if (leadIds.length === 0) return []
  const rows = await tx
    .select()
    .from(matchProfiles)
    .where(inArray(matchProfiles.leadId, [...leadIds]))
  return rows.map(profileOf)
}
