import { exportLeads, EXPORT_COLUMNS } from "@/lib/leads/export-leads"
import { csvDownload } from "@/lib/web/csv-download"
import { apiRoute, queryOf } from "@/lib/web/route"
import { LeadFilter } from "@/lib/core/filters/leads"

/** The table's filter as a CSV file. */
export const GET = apiRoute(async ({ ctx, request }) => {
  const leads = await exportLeads(ctx, LeadFilter.parse(queryOf(request)))
  const cells = async function* () {
    for await (const lead of leads) yield EXPORT_COLUMNS.map((column) => lead[column])
  }
  return csvDownload(ctx, { fileName: "leads.csv", header: EXPORT_COLUMNS, rows: cells() })
})
