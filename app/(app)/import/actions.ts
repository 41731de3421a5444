"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { deleteImport } from "@/lib/imports/setup/delete-import"
import { EditCell, editCell } from "@/lib/imports/setup/edit-cell"
import { MapImport, mapImport } from "@/lib/imports/setup/map-import"
import { RuleColumn, ruleColumn } from "@/lib/imports/setup/rule-column"
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

export const editCellAction = memberAction
  .metadata({ name: "import.edit_cell" })
  .inputSchema(EditCell)
  .action(async ({ ctx, parsedInput }) => await editCell(ctx, parsedInput))

export const ruleColumnAction = memberAction
  .metadata({ name: "import.rule_column" })
  .inputSchema(RuleColumn)
  .action(async ({ ctx, parsedInput }) => {
    await ruleColumn(ctx, parsedInput)
    revalidatePath(`/import/${parsedInput.importId}`)
  })

export const deleteImportAction = memberAction
  .metadata({ name: "import.delete" })
  .inputSchema(z.object({ importId: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    await deleteImport(ctx, parsedInput)
    revalidatePath("/import")
  })
