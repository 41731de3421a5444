import { stringify } from "csv-stringify"
import { pipeline, Readable } from "node:stream"
import { exportLoadItems } from "@/lib/sync/loads/queries"
import { apiRoute } from "@/lib/web/route"

/** Every line of a first load, or of its trial, as a CSV file. */
export const GET = apiRoute<{ id: string }>(async ({ ctx, params }) => {
  const { fileName, header, rows } = await exportLoadItems(ctx, { loadId: params.id })
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
