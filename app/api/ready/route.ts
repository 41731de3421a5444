import { runbookPath } from "@/lib/core/runbook/runbook"
import { processPool } from "@/lib/platform/database"
import { withDeadline } from "@/lib/platform/deadline"
import { isDatabaseReady } from "@/db/ready"

export const dynamic = "force-dynamic"

/** Whether traffic may come: the database answers and is migrated. */
export const GET = async (): Promise<Response> =>
  (await withDeadline(() => isDatabaseReady(processPool())).catch(() => false))
    ? Response.json({ status: "ready" })
    : Response.json({ status: "not ready", runbook: runbookPath("not-ready") }, { status: 503, headers: { "retry-after": "2" } })
