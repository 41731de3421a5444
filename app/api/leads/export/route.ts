import { stringify } from "csv-stringify"
import { pipeline, Readable } from "node:stream"
import { exportLeads, EXPORT_COLUMNS } from "@/lib/leads/export-leads"
import { LeadFilter } from "@/lib/leads/lead-filter"
import { apiRoute, queryOf } from "@/lib/web/route"

/** The table's filter as a CSV file, streamed. The byte-order mark makes spreadsheets read Arabic as it is. */
export const GET = apiRoute(async ({ ctx, request }) => {
  const rows = await exportLeads(ctx, LeadFilter.parse(queryOf(request)))
  const csv = stringify({ header: true, columns: [...EXPORT_COLUMNS], bom: true, escape_formulas: true })
  // A failure on the way ends the download as broken, never as a file that looks whole.
  pipeline(Readable.from(rows), csv, (error) => {
    if (error && error.code !== "ERR_STREAM_PREMATURE_CLOSE") ctx.log.error({ err: error }, "an export broke off")
  })
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="leads.csv"',
      "cache-control": "no-store",
    },
  })
})
