import { exportLoadItems } from "@/lib/sync/load/queries"
import { csvDownload } from "@/lib/web/csv-download"
import { apiRoute } from "@/lib/web/route"

/** Every line of a first load, or of its trial, as a CSV file. */
export const GET = apiRoute<{ id: string }>(async ({ ctx, params }) => csvDownload(ctx, await exportLoadItems(ctx, { loadId: params.id })))
