import { ListSamples, listSamples } from "@/lib/hooks/samples"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) =>
  Response.json({ data: await listSamples(ctx, ListSamples.parse(queryOf(request))) }),
)
