import pino from "pino"
import { env } from "./env"

/** JSON lines on stdout. Contact details, secrets and bodies never reach a log, wherever in an object they sit. */
const PRIVATE = ["email", "phone", "name", "authorization", "cookie", "password", "raw", "body", "text"]

export const log = pino({
  level: env().LOG_LEVEL,
  redact: { paths: PRIVATE.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[private]" },
})
