import { ListDeliveries, listDeliveries } from "@/lib/hooks/deliveries"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute<{ id: string }>(async ({ ctx, params, request }) =>
  Response.json(await listDeliveries(ctx, ListDeliveries.parse({ ...queryOf(request), ...params }))),
)
