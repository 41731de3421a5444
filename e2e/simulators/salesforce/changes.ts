import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { deletedDate } from "./save"
import { recordsOf, secondsOf, type Org } from "./org"
import { problem } from "./problems"

/** Ids of what was written or deleted in a window, as far as no transaction that began in it is still open. */
const DAY_MS = 86_400_000

export function changedIds(org: Org, type: string, kind: "updated" | "deleted", query: URLSearchParams): SimAnswer {
  const [start, end] = [Date.parse(query.get("start") ?? ""), Date.parse(query.get("end") ?? "")].map((at) => Math.floor(at / 1000) * 1000)
  const now = org.clock.now()
  const oldest = now - (kind === "deleted" ? 15 : 30) * DAY_MS
  if (!start || !end || Number.isNaN(start + end)) throw problem(400, "INVALID_REPLICATION_DATE", "start and end are required")
  if (start >= end || end - start <= 60_000)
    throw problem(400, "INVALID_REPLICATION_DATE", "startDate must be at least one minute before endDate")
  if (start < oldest)
    throw problem(400, "INVALID_REPLICATION_DATE", `startDate cannot be more than ${kind === "deleted" ? 15 : 30} days ago`)
  const latestDateCovered = secondsOf(Math.min(end, now - org.settings.lateBySeconds * 1000))
  const isIn = (at: number): boolean => at >= start && at < end
  if (kind === "updated") {
    const ids = recordsOf(org, type).filter(({ values }) => isIn(Date.parse(String(values["SystemModstamp"]))))
    return { status: 200, body: { ids: ids.map(({ id }) => id), latestDateCovered } }
  }
  const deleted = (org.byType.get(type) ?? []).filter(({ deletedAt }) => deletedAt !== null && isIn(deletedAt))
  return {
    status: 200,
    body: {
      deletedRecords: deleted.map((record) => ({ id: record.id, deletedDate: deletedDate(record) })),
      earliestDateAvailable: secondsOf(oldest),
      latestDateCovered,
    },
  }
}
