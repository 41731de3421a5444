import { z } from "zod"
import { AppError } from "@/lib/platform/errors"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { moveOfBody, MoveStage } from "@/lib/pipeline/moves/move-stage"
import { readLeadResource } from "@/lib/web/lead-resource"
import { apiRoute, jsonBody } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, request, params }) => {
  if (!z.uuid().safeParse(params.id).success) throw new AppError("not_found", "There is no such lead.")
  const body = await jsonBody(request, MoveStage)
  const outcome = await moveLead(ctx, { leadId: params.id, ...moveOfBody(body), via: "api" })
  if (outcome.ok) return Response.json(await readLeadResource(ctx, { leadId: outcome.lead.id }))
  if (outcome.reason === "moved_elsewhere") throw new AppError("conflict", `The lead is in ${outcome.stageId} now.`)
  return Response.json(
    { error: { code: "gate", message: "The stage asks for more than the lead has.", fields: outcome.fields } },
    { status: 409 },
  )
})
