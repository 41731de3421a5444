"use server"

import { z } from "zod"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { BoardFilter, countColumns, listColumn, readCards } from "@/lib/pipeline/board"
import { MoveLead, moveLead } from "@/lib/pipeline/move-lead"
import { memberAction } from "@/lib/web/action"

export const moveLeadAction = memberAction
  .metadata({ name: "lead.move" })
  .inputSchema(MoveLead.omit({ via: true }).extend({ via: z.enum(["board", "menu"]) }))
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await moveLead(ctx, parsedInput)
    return outcome.ok ? { ok: true as const } : outcome
  })

/** The next page of one column. */
export const loadColumnAction = memberAction
  .metadata({ name: "board.column" })
  .inputSchema(z.object({ stageId: z.enum(STAGE_IDS), filter: BoardFilter, cursor: z.string() }))
  .action(({ ctx, parsedInput }) => listColumn(ctx, parsedInput))

/** Changed cards as they are now, and what the columns count. */
export const readCardsAction = memberAction
  .metadata({ name: "board.cards" })
  .inputSchema(z.object({ ids: z.array(z.uuid()).max(200), filter: BoardFilter }))
  .action(async ({ ctx, parsedInput }) => ({
    cards: await readCards(ctx, parsedInput),
    totals: await countColumns(ctx, parsedInput.filter),
  }))
