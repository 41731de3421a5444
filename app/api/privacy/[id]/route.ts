import { z } from "zod"
import { MINUTE_MS } from "@/lib/core/time"
import { searchDb } from "@/lib/platform/database"
import { personPage } from "@/lib/privacy/person/person-page"
import { readPersonFile, ReadPersonFile } from "@/lib/privacy/person/read-person-file"
import { apiRoute, queryOf } from "@/lib/web/route"

const Format = z.object({ format: z.enum(["json", "html"]).default("json") })

/** Every table is searched for quotes of the person. */
const ANSWER_WITHIN_MS = MINUTE_MS

/** All that is held about one person, as a download. */
export const GET = apiRoute<{ id: string }>(
  async ({ ctx, request, params: { id } }) => {
    const { format } = Format.parse(queryOf(request))
    const file = await readPersonFile({ ...ctx, db: searchDb() }, ReadPersonFile.parse({ leadId: id }))
    const [type, body] = format === "html" ? ["text/html", personPage(file)] : ["application/json", JSON.stringify(file, null, 2)]
    return new Response(body, {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "content-disposition": `attachment; filename="personal-data-${file.leadId}.${format}"`,
        "content-security-policy": "sandbox",
      },
    })
  },
  { answerWithinMs: ANSWER_WITHIN_MS },
)
