import { AppError } from "@/lib/platform/errors"
import { CreateImport, createImport, FILE_BYTES_MAX } from "@/lib/imports/setup/create-import"
import { readBody } from "@/lib/intake/read-body"
import { requirePermission } from "@/lib/platform/permissions"
import { apiRoute, queryOf } from "@/lib/web/route"

/** Takes a file as it is, as the body; its name and where it comes from are in the address. */
export const POST = apiRoute(async ({ ctx, request }) => {
  requirePermission(ctx, "import.run")
  const given = CreateImport.parse(queryOf(request))
  const body = await readBody(request.body, request.headers.get("content-length"), FILE_BYTES_MAX)
  if (!body.ok)
    throw body.reason === "too_large"
      ? new AppError("too_large", "The file is over 50 MB; split it and import the parts.")
      : new AppError("invalid", "The upload was cut off; please try again.")
  const { importId } = await createImport(ctx, given, body.raw)
  return Response.json({ id: importId }, { status: 201 })
})
