"use server"

import { refresh } from "next/cache"
import { SaveMappings, saveMappings } from "@/lib/sync/save-mappings"
import { SaveOwners, saveOwners } from "@/lib/sync/save-owners"
import { memberAction } from "@/lib/web/action"

export const saveMappingsAction = memberAction
  .metadata({ name: "sync.save_mappings" })
  .inputSchema(SaveMappings)
  .action(async ({ ctx, parsedInput }) => {
    await saveMappings(ctx, parsedInput)
    refresh()
  })

export const saveOwnersAction = memberAction
  .metadata({ name: "sync.save_owners" })
  .inputSchema(SaveOwners)
  .action(async ({ ctx, parsedInput }) => {
    const count = await saveOwners(ctx, parsedInput)
    refresh()
    return count
  })
