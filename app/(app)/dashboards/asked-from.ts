import { useSyncExternalStore } from "react"
import { reportsAddress } from "@/lib/core/filters/reports"

/**
 * Which dashboard, and which question, a list of leads was opened from. A row of a table narrows its list; going back must
 * not narrow the dashboard by that row. Each tab of the browser remembers its own.
 */
const KEY = "onelead.dashboard"

export function rememberDashboard(address: string): void {
  try {
    sessionStorage.setItem(KEY, address)
  } catch {
    // A browser that keeps nothing goes back to the period alone.
  }
}

function recall(): string | null {
  try {
    const address = sessionStorage.getItem(KEY)
    return address?.startsWith("/dashboards") ? address : null
  } catch {
    return null
  }
}

const nothingChanges = () => () => undefined

/** Null on the server, and in a tab that has seen no dashboard. */
export const useDashboardBefore = (): string | null => useSyncExternalStore(nothingChanges, recall, () => null)

/** What is left of the address of a list when nothing is remembered: its days, for its filters may be a row's. */
export function daysOf(params: URLSearchParams): string {
  const { from, to, period } = reportsAddress.read(params)
  return reportsAddress.href({ from, to, period }, "?").replace(/^\?$/, "")
}
