import { duplicateResource } from "@/lib/duplicates/items/duplicate-resource"
import { getDuplicate } from "@/lib/duplicates/items/queries"
import { apiRoute } from "@/lib/web/route"

export const GET = apiRoute<{ id: string }>(async ({ ctx, params }) => Response.json(duplicateResource(await getDuplicate(ctx, params))))
