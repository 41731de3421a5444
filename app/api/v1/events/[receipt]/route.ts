import { getEvent } from "@/lib/intake/deliveries/queries"
import { apiRoute } from "@/lib/web/route"

export const GET = apiRoute<{ receipt: string }>(async ({ ctx, params }) => Response.json(await getEvent(ctx, { receipt: params.receipt })))
