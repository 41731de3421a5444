import { z } from "zod"
import { IMPORT_OUTCOMES } from "@/lib/core/imports/states"
import { IMPORT_PROBLEMS } from "@/lib/core/imports/problems"
import { addressOf } from "./address"

export const ImportRowFilter = z.object({
  outcome: z.enum(IMPORT_OUTCOMES).optional(),
  problem: z.enum(IMPORT_PROBLEMS).optional(),
  /** Rows that a revert had to keep. */
  kept: z.coerce.boolean().optional(),
  /** The page begins after this row. */
  after: z.coerce.number().int().min(0).default(0),
})

/** The rows of one import: `href` takes the path of the import. */
export const importRowsAddress = addressOf("/import", ImportRowFilter.shape)
