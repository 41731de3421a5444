import { MergeItem, mergeItem } from "@/lib/duplicates/review/decide-item"
import { apiRoute, jsonBody } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, request, params }) =>
  Response.json(await mergeItem(ctx, { itemId: params.id, ...(await jsonBody(request, MergeItem.omit({ itemId: true }))) })),
)
