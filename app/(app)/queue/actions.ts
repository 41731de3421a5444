"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { chooseDigest, makeCalendarToken, revokeCalendarToken } from "@/lib/followups/calendar/calendar"
import { CancelTask, cancelTask } from "@/lib/followups/tasks/cancel-task"
import { CompleteTask, completeTask } from "@/lib/followups/tasks/complete-task"
import { CreateTask, createTask } from "@/lib/followups/tasks/create-task"
import { LogContact, logContact } from "@/lib/followups/tasks/log-contact"
import { SnoozeLead, snoozeLead } from "@/lib/followups/queue/snooze-lead"
import { SnoozeTask, snoozeTask } from "@/lib/followups/tasks/snooze-task"
import { publicBaseUrl } from "@/lib/platform/env"
import { memberAction, once } from "@/lib/web/action"

export const logContactAction = memberAction
  .metadata({ name: "contact.log" })
  .inputSchema(LogContact)
  .action(async ({ ctx, parsedInput }) => {
    const logged = await once(ctx, () => logContact(ctx, parsedInput))
    refresh()
    return logged
  })

export const completeTaskAction = memberAction
  .metadata({ name: "task.complete" })
  .inputSchema(CompleteTask)
  .action(async ({ ctx, parsedInput }) => {
    const completed = await completeTask(ctx, parsedInput)
    refresh()
    return completed
  })

export const snoozeTaskAction = memberAction
  .metadata({ name: "task.snooze" })
  .inputSchema(SnoozeTask)
  .action(async ({ ctx, parsedInput }) => {
    const { snoozedUntil } = await snoozeTask(ctx, parsedInput)
    refresh()
    return { until: snoozedUntil }
  })

export const createTaskAction = memberAction
  .metadata({ name: "task.create" })
  .inputSchema(CreateTask)
  .action(async ({ ctx, parsedInput }) => {
    await once(ctx, () => createTask(ctx, parsedInput))
    refresh()
  })

export const cancelTaskAction = memberAction
  .metadata({ name: "task.cancel" })
  .inputSchema(CancelTask)
  .action(async ({ ctx, parsedInput }) => {
    await cancelTask(ctx, parsedInput)
    refresh()
  })

export const snoozeLeadAction = memberAction
  .metadata({ name: "lead.snooze" })
  .inputSchema(SnoozeLead)
  .action(async ({ ctx, parsedInput }) => {
    const snoozed = await snoozeLead(ctx, parsedInput)
    refresh()
    return snoozed
  })

export const makeCalendarAction = memberAction.metadata({ name: "calendar.make" }).action(async ({ ctx }) => {
  const { token } = await makeCalendarToken(ctx)
  refresh()
  return { url: new URL(`/api/calendar/${token}.ics`, publicBaseUrl()).href }
})

export const revokeCalendarAction = memberAction.metadata({ name: "calendar.revoke" }).action(async ({ ctx }) => {
  await revokeCalendarToken(ctx)
  refresh()
})

export const chooseDigestAction = memberAction
  .metadata({ name: "digest.choose" })
  .inputSchema(z.object({ digestByEmail: z.boolean() }))
  .action(async ({ ctx, parsedInput }) => {
    await chooseDigest(ctx, parsedInput)
    refresh()
  })
