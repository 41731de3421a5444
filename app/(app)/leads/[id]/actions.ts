"use server"

import { refresh } from "next/cache"
import { AssignLead, assignLead } from "@/lib/leads/edit/assign-lead"
import { EditLead, editLead } from "@/lib/leads/edit/edit-lead"
import { StopEnrolment, stopEnrolment } from "@/lib/nurture/enrolment/stop-enrolment"
import { TickItem, tickItem } from "@/lib/pipeline/moves/tick-item"
import { memberAction } from "@/lib/web/action"

export const editLeadAction = memberAction
  .metadata({ name: "lead.edit" })
  .inputSchema(EditLead)
  .action(async ({ ctx, parsedInput }) => {
    await editLead(ctx, parsedInput)
    refresh()
  })

export const assignLeadAction = memberAction
  .metadata({ name: "lead.assign" })
  .inputSchema(AssignLead)
  .action(async ({ ctx, parsedInput }) => {
    await assignLead(ctx, parsedInput)
    refresh()
  })

export const tickItemAction = memberAction
  .metadata({ name: "lead.tick_item" })
  .inputSchema(TickItem)
  .action(async ({ ctx, parsedInput }) => {
    await tickItem(ctx, parsedInput)
    refresh()
  })

export const stopNurtureAction = memberAction
  .metadata({ name: "nurture.stop" })
  .inputSchema(StopEnrolment)
  .action(async ({ ctx, parsedInput }) => {
    await stopEnrolment(ctx, parsedInput)
    refresh()
  })
