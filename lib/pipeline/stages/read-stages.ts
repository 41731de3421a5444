import { asc } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { stages } from "@/db/schema"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import type { StageDefinition, StageRules } from "@/lib/core/stages"

export type Stage = StageDefinition & StageRules & { version: number }

/** The current definition of the pipeline, in order. */
export async function readStages(db: Pick<Database | Transaction, "select">): Promise<Stage[]> {
  const rows = await db.select().from(stages).orderBy(asc(stages.position))
  return rows.map((row) => ({ ...row, id: stageIdOf(row.id) }))
}

export const stageIdOf = (id: string): StageId => z.enum(STAGE_IDS).parse(id)
