import { findContext, FindContext } from "@/lib/leads/find-context"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) => Response.json(await findContext(ctx, FindContext.parse(queryOf(request)))))
