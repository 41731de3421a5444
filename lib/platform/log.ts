import pino from "pino"
import { maskContacts } from "@/lib/core/mask-contacts"
import { env } from "./env"
import { safeError } from "./safe-error"

/**
 * JSON lines on stdout. Contact details, secrets and bodies never reach a log, wherever in an object they are or which
 * error quotes them, and a line has a bounded length.
 */
const PRIVATE = ["email", "phone", "name", "to", "recipient", "authorization", "cookie", "password", "raw", "body", "text"]
const LINE_MAX = 16_384

/** Kept in memory while the log volume is full; lines beyond it are dropped. */
const UNWRITTEN_MAX = 1_000_000

export const log = createLog(stdout())

/** A log that cannot be written (full disk, closed pipe) must not end the process; writing continues when there is room again. */
function stdout(): { write: (line: string) => void } {
  const destination = pino.destination({ fd: 1, sync: true, maxLength: UNWRITTEN_MAX })
  destination.on("error", () => undefined)
  return destination
}

export function createLog(sink: { write: (line: string) => void }, level: pino.LevelWithSilent = env().LOG_LEVEL): pino.Logger {
  return pino(
    {
      level,
      redact: { paths: PRIVATE.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[private]" },
      serializers: {
        err: (error: unknown) => safeError(error),
        error: (error: unknown) => (typeof error === "string" ? maskContacts(error) : safeError(error)),
      },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === "string" ? maskContacts(arg) : arg)) as typeof args)
        },
      },
    },
    { write: (line) => sink.write(line.length <= LINE_MAX ? line : cutLine(line)) },
  )
}

/** Still one JSON object: its subject is kept, its long values are cut. */
function cutLine(line: string): string {
  const { level, time, msg } = JSON.parse(line) as { level: number; time: number; msg?: string }
  return `${JSON.stringify({ level, time, msg: msg?.slice(0, 1_000), cutFrom: line.length })}\n`
}
