import pino from "pino"
import { maskContacts } from "@/lib/core/mask-contacts"
import { env } from "./env"
import { writeLinesTo } from "./log-output"
import { safeError } from "./safe-error"

/**
 * JSON lines on stdout. Contact details, secrets and bodies never reach a log, wherever in an object they are or which
 * error quotes them, and a line has a bounded length.
 */
const PRIVATE = ["email", "phone", "name", "to", "recipient", "authorization", "cookie", "password", "raw", "body", "text"]
const LINE_MAX = 16_384

/** Characters kept in memory while the output takes none; lines beyond it are dropped. */
const UNWRITTEN_MAX = 1_000_000

export const log = createLog(writeLinesTo(1, UNWRITTEN_MAX))

export function createLog(sink: { write: (line: string) => void }, level: pino.LevelWithSilent = env().LOG_LEVEL): pino.Logger {
  return pino(
    {
      level,
      redact: { paths: PRIVATE.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[private]" },
      serializers: {
        err: (error: unknown) => safeError(error),
        error: (error: unknown) => (typeof error === "string" ? maskContacts(error) : safeError(error)),
      },
      formatters: { log: (object) => maskValues(object, 0) as Record<string, unknown> },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === "string" ? maskContacts(arg) : arg)) as typeof args)
        },
      },
    },
    { write: (line) => sink.write(line.length <= LINE_MAX ? line : cutLine(line)) },
  )
}

const DEPTH_MAX = 8

/** Every string in a logged object, its keys too. Errors are left to the serializers. */
function maskValues(value: unknown, depth: number): unknown {
  if (typeof value === "string") return maskContacts(value)
  if (typeof value !== "object" || value === null) return value
  if (depth > DEPTH_MAX) return "[deep]"
  if (Array.isArray(value)) return value.map((one) => maskValues(one, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [maskContacts(key), maskValues(one, depth + 1)]))
}

/** Still one JSON object: its subject is kept, its long values are cut. */
function cutLine(line: string): string {
  const { level, time, msg } = JSON.parse(line) as { level: number; time: number; msg?: string }
  return `${JSON.stringify({ level, time, msg: msg?.slice(0, 1_000), cutFrom: line.length })}\n`
}
