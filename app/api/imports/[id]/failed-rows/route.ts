import { exportFailedRows } from "@/lib/imports/export-rows"
import { csvDownload } from "@/lib/web/csv-download"
import { apiRoute } from "@/lib/web/route"

/** The rows of an import that did not come in, as a CSV file to correct and import again. */
export const GET = apiRoute<{ id: string }>(async ({ ctx, params }) =>
  csvDownload(ctx, await exportFailedRows(ctx, { importId: params.id })),
)
