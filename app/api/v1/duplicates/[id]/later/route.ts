import { decideItem } from "@/lib/duplicates/review/decide-item"
import { duplicateResource } from "@/lib/duplicates/items/duplicate-resource"
import { getDuplicate } from "@/lib/duplicates/items/queries"
import { apiRoute } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, params }) => {
  await decideItem(ctx, { itemId: params.id, decision: "later" })
  return Response.json(duplicateResource(await getDuplicate(ctx, params)))
})
