import { z } from "zod"
import { undoSplit } from "@/lib/duplicates/split/undo-split"
import { AppError } from "@/lib/platform/errors"
import { apiRoute } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, params }) => {
  if (!z.uuid().safeParse(params.id).success) throw new AppError("not_found", "There is no such split.")
  return Response.json(await undoSplit(ctx, { splitId: params.id }))
})
