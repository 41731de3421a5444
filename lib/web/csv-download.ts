import { stringify } from "csv-stringify"
import { pipeline, Readable } from "node:stream"
import type { Ctx } from "@/lib/platform/context"

type CsvFile = { fileName: string; header: readonly string[]; rows: AsyncIterable<readonly unknown[]> }

/**
 * Rows as a CSV file, sent while they are read. A spreadsheet reads it as UTF-8 and runs none of its cells. A failure on the
 * way ends the download as broken, never as a file that looks whole.
 */
export function csvDownload({ log }: Pick<Ctx, "log">, { fileName, header, rows }: CsvFile): Response {
  const csv = stringify({ bom: true, escape_formulas: true })
  const all = async function* () {
    yield header
    yield* rows
  }
  pipeline(Readable.from(all()), csv, (error) => {
    if (error && error.code !== "ERR_STREAM_PREMATURE_CLOSE") log.error({ err: error }, "a download of rows broke off")
  })
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "cache-control": "no-store",
    },
  })
}
