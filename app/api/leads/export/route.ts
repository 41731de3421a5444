import { stringify } from "csv-stringify"
import { Readable } from "node:stream"
import { exportLeads, EXPORT_COLUMNS } from "@/lib/leads/export-leads"
import { LeadFilter } from "@/lib/leads/lead-filter"
import { apiRoute, queryOf } from "@/lib/web/route"

/** The table's filter as a CSV file, streamed. The byte-order mark makes spreadsheets read Arabic as it is. */
export const GET = apiRoute(async ({ ctx, request }) => {
  const rows = await exportLeads(ctx, LeadFilter.parse(queryOf(request)))
  const csv = Readable.from(rows).pipe(stringify({ header: true, columns: [...EXPORT_COLUMNS], bom: true, escape_formulas: true }))
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="leads.csv"', "cache-control": "no-store" },
  })
})
