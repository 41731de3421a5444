import { z } from "zod"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { AppError } from "@/lib/platform/errors"
import { apiRoute } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, params }) => {
  if (!z.uuid().safeParse(params.id).success) throw new AppError("not_found", "There is no such merge.")
  return Response.json(await undoMerge(ctx, { mergeId: params.id }))
})
