import { isTransient } from "@/lib/platform/retry"

import { AppError } from "@/lib/platform/errors"

/**
 * Group commit. Under load, hundreds of requests each need one row made durable; one fsync per row is the whole cost.
 * So rows collect while earlier flushes are in progress, and one statement makes a batch durable at once. There is no
 * timer: a single row is flushed in the same turn of the event loop.
 *
 * A row's promise settles only after its commit. When PostgreSQL refuses a batch for its data, the rows are retried one
 * by one, so that one bad row does not fail others; when PostgreSQL itself fails, all of them are rejected at once,
 * since retrying row by row would answer no one in time. A full buffer rejects at once: a 503, which senders retry, is
 * better than a promise kept in memory.
 */
type GroupCommitOptions = { batchRows: number; batchBytes: number; flushesInFlight: number; bufferRows: number }

const GROUP_COMMIT_DEFAULTS: GroupCommitOptions = { batchRows: 200, batchBytes: 512 * 1024, flushesInFlight: 2, bufferRows: 2000 }

type Waiting<Row, Result> = { row: Row; bytes: number; resolve: (result: Result) => void; reject: (error: unknown) => void }

export class GroupCommit<Row, Result> {
  readonly #flush: (rows: Row[]) => Promise<Result[]>
  readonly #bytesOf: (row: Row) => number
  readonly #options: GroupCommitOptions
  #waiting: Waiting<Row, Result>[] = []
  #inFlight = 0
  #isScheduled = false

  constructor(
    flush: (rows: Row[]) => Promise<Result[]>,
    bytesOf: (row: Row) => number,
    options: GroupCommitOptions = GROUP_COMMIT_DEFAULTS,
  ) {
    this.#flush = flush
    this.#bytesOf = bytesOf
    this.#options = options
  }

  /** Resolves once the row is durable; rejects with `unavailable` or with the database's error. */
  add(row: Row): Promise<Result> {
    if (this.#waiting.length >= this.#options.bufferRows)
      return Promise.reject(new AppError("unavailable", "Too much arrives at once; please send it again."))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, bytes: this.#bytesOf(row), resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight >= this.#options.flushesInFlight || this.#waiting.length === 0) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      void this.#flushNext()
    })
  }

  async #flushNext(): Promise<void> {
    const batch = this.#takeBatch()
    if (batch.length === 0) return
    this.#inFlight += 1
    this.#schedule()
    try {
      await this.#commit(batch)
    } finally {
      this.#inFlight -= 1
      this.#schedule()
    }
  }

  #takeBatch(): Waiting<Row, Result>[] {
    let bytes = 0
    let rows = 0
    while (rows < this.#waiting.length && rows < this.#options.batchRows && (rows === 0 || bytes < this.#options.batchBytes)) {
      bytes += this.#waiting[rows]?.bytes ?? 0
      rows += 1
    }
    return this.#waiting.splice(0, rows)
  }

  async #commit(batch: Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.#flush(batch.map(({ row }) => row))
      batch.forEach(({ resolve }, at) => resolve(results[at] as Result))
    } catch (error) {
      if (batch.length === 1 || isTransient(error)) for (const { reject } of batch) reject(error)
      else for (const one of batch) await this.#commit([one])
    }
  }
}
