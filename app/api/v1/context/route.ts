import { findContext, FindContext } from "@/lib/leads/find-context"
import { requireLookup } from "@/lib/web/lookup-limit"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) => {
  const asked = FindContext.parse(queryOf(request))
  return Response.json(await requireLookup(ctx, Object.keys(asked).length, () => findContext(ctx, asked)))
})
