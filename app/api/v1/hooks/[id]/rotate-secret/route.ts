import { rotateHookSecret } from "@/lib/hooks/endpoints"
import { apiRoute } from "@/lib/web/route"

export const POST = apiRoute<{ id: string }>(async ({ ctx, params }) => Response.json(await rotateHookSecret(ctx, params)))
