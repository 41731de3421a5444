import { deleteHook, EditHook, editHook, getHook } from "@/lib/hooks/endpoints"
import { apiRoute, jsonBody } from "@/lib/web/route"

type Params = { id: string }

export const GET = apiRoute<Params>(async ({ ctx, params }) => Response.json(await getHook(ctx, params)))

export const PATCH = apiRoute<Params>(async ({ ctx, params, request }) =>
  Response.json(await editHook(ctx, { ...(await jsonBody(request, EditHook.omit({ id: true }))), ...params })),
)

export const DELETE = apiRoute<Params>(async ({ ctx, params }) => {
  await deleteHook(ctx, params)
  return new Response(null, { status: 204 })
})
