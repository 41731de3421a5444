import { DEFAULT_STAGES } from "@/lib/core/default-stages"
import type { Database } from "./client"
import { settings, stages } from "./schema"

/** Whether an admin has been offered the default required actions, and what became of it; no row where the stages are older. */
export const STAGE_DEFAULTS_KEY = "stage_defaults"

/** At the first start the pipeline is empty and gets the default stages; one that exists is the admin's and stays. */
export async function writeDefaultStages(db: Pick<Database, "transaction">): Promise<void> {
  await db.transaction(async (tx) => {
    if ((await tx.$count(stages)) > 0) return
    await tx.insert(stages).values([...DEFAULT_STAGES])
    await tx
      .insert(settings)
      .values({ key: STAGE_DEFAULTS_KEY, value: { answer: "installed" } })
      .onConflictDoNothing()
  })
}
