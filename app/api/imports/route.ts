import { AppError } from "@/lib/platform/errors"
import { CreateImport, createImport, FILE_LIMIT } from "@/lib/imports/setup/create-import"
import { readBody } from "@/lib/intake/read-body"
import { requirePermission } from "@/lib/platform/permissions"
import { apiRoute, queryOf } from "@/lib/web/route"

/** Takes a file as it is, as the body; its name and where it comes from are in the address. */
export const POST = apiRoute(async ({ ctx, request }) => {
  requirePermission(ctx, "import.run")
  const given = CreateImport.parse(queryOf(request))
  const body = await readBody(request.body, request.headers.get("content-length"), FILE_LIMIT)
  if (!body.ok) throw new AppError(body.code, body.message)
  const { importId } = await createImport(ctx, given, body.raw)
  return Response.json({ id: importId }, { status: 201 })
})
