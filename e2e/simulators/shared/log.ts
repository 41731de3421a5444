/** Every call to the API with what was answered, for tests and for people. Bodies of old calls are let go. */
export type LogEntry = {
  number: number
  at: number
  method: string
  /** As it was called, query included. */
  url: string
  status: number | null
  durationMs: number
  fault: string | null
  requestBody?: unknown
  responseBody?: unknown
  headers?: Record<string, string>
}

const KEPT = 5_000

export type RequestLog<E extends LogEntry = LogEntry> = {
  add: (entry: Omit<E, "number">) => void
  list: (since?: number) => E[]
  count: () => number
  clear: () => void
}

/** `keptBodies`: of how many of the newest calls the bodies are kept. */
export function createLog<E extends LogEntry = LogEntry>(keptBodies: () => number): RequestLog<E> {
  let entries: E[] = []
  let count = 0
  return {
    add: (entry) => {
      count += 1
      entries.push({ ...entry, number: count } as E)
      const old = entries.at(-keptBodies() - 1)
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
