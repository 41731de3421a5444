"use server"

import { refresh } from "next/cache"
import { ChangePassword, changePassword } from "@/lib/team/change-password"
import { EndSessions, endSessions } from "@/lib/team/sessions"
import { memberAction } from "@/lib/web/action"

export const changePasswordAction = memberAction
  .metadata({ name: "account.change_password" })
  .inputSchema(ChangePassword)
  .action(async ({ ctx, parsedInput }) => await changePassword(ctx, parsedInput))

export const endSessionsAction = memberAction
  .metadata({ name: "account.end_sessions" })
  .inputSchema(EndSessions)
  .action(async ({ ctx, parsedInput }) => {
    const done = await endSessions(ctx, parsedInput)
    refresh()
    return done
  })
