"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { deleteImport } from "@/lib/imports/setup/delete-import"
import { MapImport, mapImport } from "@/lib/imports/setup/map-import"
import { SteerImport, steerImport } from "@/lib/imports/setup/steer-import"
import { memberAction } from "@/lib/web/action"

export const mapImportAction = memberAction
  .metadata({ name: "import.map" })
  .inputSchema(MapImport)
  .action(async ({ ctx, parsedInput }) => {
    await mapImport(ctx, parsedInput)
    revalidatePath(`/import/${parsedInput.importId}`)
  })

export const steerImportAction = memberAction
  .metadata({ name: "import.steer" })
  .inputSchema(SteerImport)
  .action(async ({ ctx, parsedInput }) => {
    await steerImport(ctx, parsedInput)
    revalidatePath(`/import/${parsedInput.importId}`)
  })

export const deleteImportAction = memberAction
  .metadata({ name: "import.delete" })
  .inputSchema(z.object({ importId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    await deleteImport(ctx, parsedInput)
    revalidatePath("/import")
  })
