import { MINUTE_MS } from "@/lib/core/time"
import { CreateImport, createImport, FILE_LIMIT } from "@/lib/imports/setup/create-import"
import { apiRoute, queryOf } from "@/lib/web/route"

/** Reading and storing a file of the largest size. */
const ANSWER_WITHIN_MS = MINUTE_MS

/** Takes a file as it is, as the body; its name and where it comes from are in the address. */
export const POST = apiRoute(
  async ({ ctx, request }) => {
    const { importId } = await createImport(ctx, CreateImport.parse(queryOf(request)), new Uint8Array(await request.arrayBuffer()))
    return Response.json({ id: importId }, { status: 201 })
  },
  { permission: "import.run", body: FILE_LIMIT, answerWithinMs: ANSWER_WITHIN_MS },
)
