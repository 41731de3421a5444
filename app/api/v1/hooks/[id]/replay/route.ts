import { ReplayDeliveries, replayDeliveries } from "@/lib/hooks/deliveries"
import { apiRoute, jsonBody } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, params, request }) =>
  Response.json(await replayDeliveries(ctx, { ...(await jsonBody(request, ReplayDeliveries.omit({ id: true }))), ...params })),
)
