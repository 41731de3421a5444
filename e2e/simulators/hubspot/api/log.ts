import type { Portal } from "@/e2e/simulators/hubspot/account/portal"

/** Every call to the API with what was answered, for tests and for the page. Bodies of old calls are let go. */
export type LogEntry = {
  number: number
  at: number
  method: string
  /** As it was called, query included. */
  url: string
  status: number | null
  appId: number | null
  correlationId: string
  durationMs: number
  fault: string | null
  requestBody?: unknown
  responseBody?: unknown
  headers?: Record<string, string>
}

const KEPT = 5_000

export type RequestLog = {
  add: (entry: Omit<LogEntry, "number">) => void
  list: (since?: number) => LogEntry[]
  count: () => number
  clear: () => void
}

export function createLog(portal: Portal): RequestLog {
  let entries: LogEntry[] = []
  let count = 0
  return {
    add: (entry) => {
      count += 1
      entries.push({ number: count, ...entry })
      const old = entries.at(-portal.settings.logBodies - 1)
      if (old) {
        delete old.requestBody
        delete old.responseBody
      }
      if (entries.length > KEPT * 2) entries = entries.slice(-KEPT)
    },
    list: (since = 0) => entries.filter((entry) => entry.number > since),
    count: () => count,
    clear: () => {
      entries = []
      count = 0
    },
  }
}
