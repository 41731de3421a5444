import { stringify } from "csv-stringify"
import { pipeline, Readable } from "node:stream"
import { exportFailedRows } from "@/lib/imports/export-rows"
import { apiRoute } from "@/lib/web/route"

/** The rows of an import that did not come in, as a CSV file to correct and import again. */
export const GET = apiRoute<{ id: string }>(async ({ ctx, params }) => {
  const { fileName, header, rows } = await exportFailedRows(ctx, { importId: params.id })
  const csv = stringify({ bom: true, escape_formulas: true })
  const all = async function* () {
    yield header
    yield* rows
  }
  // A failure on the way ends the download as broken, never as a file that looks whole.
  pipeline(Readable.from(all()), csv, (error) => {
    if (error && error.code !== "ERR_STREAM_PREMATURE_CLOSE") ctx.log.error({ err: error }, "a download of rows broke off")
  })
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "cache-control": "no-store",
    },
  })
})
