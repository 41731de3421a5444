import { CreateHook, createHook, listHooks } from "@/lib/hooks/endpoints"
import { apiRoute, jsonBody } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx }) => Response.json({ data: await listHooks(ctx) }))

export const POST = apiRoute(async ({ ctx, request }) =>
  Response.json(await createHook(ctx, await jsonBody(request, CreateHook)), { status: 201 }),
)
