import { listDuplicates, ListDuplicates } from "@/lib/duplicates/queries"
import { apiRoute, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) => Response.json(await listDuplicates(ctx, ListDuplicates.parse(queryOf(request)))))
