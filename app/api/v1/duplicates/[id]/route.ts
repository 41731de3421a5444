import { getDuplicate } from "@/lib/duplicates/queries"
import { apiRoute } from "@/lib/web/route"

export const GET = apiRoute<{ id: string }>(async ({ ctx, params }) => Response.json(await getDuplicate(ctx, params)))
