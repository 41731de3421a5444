import { z } from "zod"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { PatchLead } from "@/lib/leads/edit/patch-lead"
import { AppError } from "@/lib/platform/errors"
import { readLeadResource } from "@/lib/web/lead-resource"
import { apiRoute, jsonBody } from "@/lib/web/route"

type Params = { id: string }

export const GET = apiRoute<Params>(async ({ ctx, params }) => Response.json(await readLeadResource(ctx, { leadId: idOf(params) })))

export const PATCH = apiRoute<Params>(async ({ ctx, request, params }) => {
  const { version, phone, email, ...fields } = await jsonBody(request, PatchLead)
  const edited = await editLead(ctx, { leadId: idOf(params), version, fields, addPhone: phone, addEmail: email })
  return Response.json(await readLeadResource(ctx, { leadId: edited.id }))
})

function idOf({ id }: Params): string {
  if (!z.uuid().safeParse(id).success) throw new AppError("not_found", "There is no such lead.")
  return id
}
