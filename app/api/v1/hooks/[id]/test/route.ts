import { testHook } from "@/lib/hooks/deliveries"
import { apiRoute } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, params }) => Response.json(await testHook(ctx, params), { status: 202 }))
