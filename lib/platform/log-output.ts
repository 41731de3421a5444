import { write, writeSync } from "node:fs"
import pino from "pino"

/**
 * Writes lines to a file descriptor without ever waiting for it: a full volume, a closed pipe or a reader that has
 * stopped reading costs log lines, not the process. Unwritten lines are kept up to `keptMax` characters; how many were
 * dropped beyond that is said once there is room. What is left at exit is written as far as the reader takes it.
 */
const CHUNK_MAX = 65_536
const RETRY_MS = 100
const EXIT_WAIT_MS = 500

export function writeLinesTo(fd: number, keptMax: number): { write: (line: string) => void } {
  let lines: string[] = []
  let kept = 0
  let dropped = 0
  let chunk: Buffer | null = null
  let isWaiting = false

  const keep = (line: string): void => {
    lines.push(line)
    kept += line.length
  }

  function takeChunk(): Buffer | null {
    if (dropped > 0 && kept < keptMax / 2) {
      keep(`{"level":40${pino.stdTimeFunctions.epochTime()},"dropped":${dropped},"msg":"log lines were dropped: the output took none"}\n`)
      dropped = 0
    }
    let size = 0
    const count = lines.findIndex((line) => (size += line.length) > CHUNK_MAX)
    const taken = lines.slice(0, count === -1 ? lines.length : Math.max(1, count))
    lines = lines.slice(taken.length)
    const text = taken.join("")
    kept -= text.length
    return text === "" ? null : Buffer.from(text)
  }

  function advance(): void {
    chunk ??= takeChunk()
    if (chunk) write(fd, chunk, written)
  }

  function written(error: Error | null, bytes: number): void {
    isWaiting = error !== null
    if (isWaiting) setTimeout(retry, RETRY_MS).unref()
    else {
      chunk = chunk && bytes < chunk.length ? chunk.subarray(bytes) : null
      advance()
    }
  }

  function retry(): void {
    isWaiting = false
    advance()
  }

  process.on("exit", () => {
    // A write that is under way ends by itself.
    if (!isWaiting) chunk = null
    const until = performance.now() + EXIT_WAIT_MS
    for (chunk ??= takeChunk(); chunk; chunk ??= takeChunk()) {
      try {
        const bytes = writeSync(fd, chunk)
        chunk = bytes < chunk.length ? chunk.subarray(bytes) : null
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || performance.now() > until) return
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
      }
    }
  })

  return {
    write: (line) => {
      if (kept + line.length > keptMax) dropped += 1
      else keep(line)
      if (chunk === null) advance()
    },
  }
}
