import { duplicateResource } from "@/lib/duplicates/items/duplicate-resource"
import { listDuplicates, ListDuplicates } from "@/lib/duplicates/items/queries"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) => {
  const { data, nextCursor } = await listDuplicates(ctx, ListDuplicates.parse(queryOf(request)))
  return Response.json({ data: data.map(duplicateResource), nextCursor })
})
