"use server"

import { refresh } from "next/cache"
import { SaveMappings, saveMappings } from "@/lib/sync/save-mappings"
import { memberAction } from "@/lib/web/action"

export const saveMappingsAction = memberAction
  .metadata({ name: "sync.save_mappings" })
  .inputSchema(SaveMappings)
  .action(async ({ ctx, parsedInput }) => {
    await saveMappings(ctx, parsedInput)
    refresh()
  })
