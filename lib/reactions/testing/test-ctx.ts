import pino from "pino"
import type { Database } from "@/db/client"
import type { Actor, Ctx } from "@/lib/platform/context"
import { react } from "@/lib/reactions/reactions"

/** A context for verbs under test; the clock stands still unless a test moves it. */
export const testCtx = (
  db: Database,
  actor: Actor = { kind: "system", name: "test" },
  now: Date | (() => Date) = () => new Date(),
): Ctx => ({
  db,
  actor,
  now: typeof now === "function" ? now : () => now,
  log: pino({ level: "silent" }),
  react,
})
