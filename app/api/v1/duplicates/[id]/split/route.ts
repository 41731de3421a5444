import { SplitLead, splitLead } from "@/lib/duplicates/split/split-lead"
import { apiRoute, jsonBody } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, request, params }) =>
  Response.json(await splitLead(ctx, { itemId: params.id, ...(await jsonBody(request, SplitLead.omit({ itemId: true }))) })),
)
