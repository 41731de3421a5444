"use server"

import { refresh } from "next/cache"
import { ErasePerson, erasePerson } from "@/lib/privacy/erase-person"
import { memberAction } from "@/lib/web/action"

export const erasePersonAction = memberAction
  .metadata({ name: "lead.erase" })
  .inputSchema(ErasePerson)
  .action(async ({ ctx, parsedInput }) => {
    await erasePerson(ctx, parsedInput)
    refresh()
  })
