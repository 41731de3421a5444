"use server"

import { readBell, ReadNotifications, readNotifications } from "@/lib/notifications/notifications"
import { memberAction } from "@/lib/web/action"

export const readBellAction = memberAction.metadata({ name: "bell.read" }).action(async ({ ctx }) => await readBell(ctx))

export const readNotificationsAction = memberAction
  .metadata({ name: "notifications.read" })
  .inputSchema(ReadNotifications)
  .action(async ({ ctx, parsedInput }) => {
    await readNotifications(ctx, parsedInput)
    return await readBell(ctx)
  })
