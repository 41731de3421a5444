"use server"

import { z } from "zod"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { AssignLeads, assignLeads } from "@/lib/leads/edit/assign-leads"
import { countColumns, listColumn, readCards } from "@/lib/pipeline/board/board"
import { MoveLead, moveLead } from "@/lib/pipeline/moves/move-lead"
import { MoveLeads, moveLeads } from "@/lib/pipeline/moves/move-leads"
import { ChooseDefaultView, chooseDefaultView } from "@/lib/views/choose-default-view"
import { deleteView } from "@/lib/views/delete-view"
import { SaveView, saveView } from "@/lib/views/save-view"
import { memberAction, once } from "@/lib/web/action"
import { BoardFilter } from "@/lib/core/filters/board"

export const moveLeadAction = memberAction
  .metadata({ name: "lead.move" })
  .inputSchema(MoveLead.omit({ via: true }).extend({ via: z.enum(["board", "menu"]) }))
  .action(async ({ ctx, parsedInput }) => {
    const outcome = await moveLead(ctx, parsedInput)
    return outcome.ok ? { ok: true as const } : outcome
  })

export const moveLeadsAction = memberAction
  .metadata({ name: "lead.move_many" })
  .inputSchema(MoveLeads)
  .action(({ ctx, parsedInput }) => moveLeads(ctx, parsedInput))

export const assignLeadsAction = memberAction
  .metadata({ name: "lead.assign_many" })
  .inputSchema(AssignLeads)
  .action(({ ctx, parsedInput }) => assignLeads(ctx, parsedInput))

/** The next page of one column. */
export const loadColumnAction = memberAction
  .metadata({ name: "board.column" })
  .inputSchema(z.object({ stageId: z.enum(STAGE_IDS), filter: BoardFilter, cursor: z.string() }))
  .action(({ ctx, parsedInput }) => listColumn(ctx, parsedInput))

/** Changed cards as they are now. */
export const readCardsAction = memberAction
  .metadata({ name: "board.cards" })
  .inputSchema(z.object({ ids: z.array(z.uuid()).max(200), filter: BoardFilter }))
  .action(({ ctx, parsedInput }) => readCards(ctx, parsedInput))

/** What the columns hold, and what is planned with it. */
export const countColumnsAction = memberAction
  .metadata({ name: "board.sums" })
  .inputSchema(z.object({ filter: BoardFilter }))
  .action(({ ctx, parsedInput }) => countColumns(ctx, parsedInput.filter))

export const saveViewAction = memberAction
  .metadata({ name: "view.save" })
  .inputSchema(SaveView)
  .action(({ ctx, parsedInput }) => once(ctx, () => saveView(ctx, parsedInput)))

export const deleteViewAction = memberAction
  .metadata({ name: "view.delete" })
  .inputSchema(z.object({ id: z.uuid() }))
  .action(({ ctx, parsedInput }) => deleteView(ctx, parsedInput))

export const chooseDefaultViewAction = memberAction
  .metadata({ name: "view.choose_default" })
  .inputSchema(ChooseDefaultView)
  .action(({ ctx, parsedInput }) => chooseDefaultView(ctx, parsedInput))
