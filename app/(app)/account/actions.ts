"use server"

import { ChangePassword, changePassword } from "@/lib/team/change-password"
import { memberAction } from "@/lib/web/action"

export const changePasswordAction = memberAction
  .metadata({ name: "account.change_password" })
  .inputSchema(ChangePassword)
  .action(async ({ ctx, parsedInput }) => await changePassword(ctx, parsedInput))
