import type { Logger } from "pino"
import type { Database } from "@/db/client"
import type { Role } from "@/lib/core/lead-states"

/**
 * Who asks, with which database, at what time. Every verb takes a `Ctx` first, so a click, an API call and a job run
 * the same code with a different actor, and a test or the demo generator can set the clock.
 */
export type Ctx = { db: Database; actor: Actor; now: () => Date; log: Logger }

export type Actor =
  | { kind: "user"; id: string; name: string; role: Role }
  | { kind: "api_key"; id: string; name: string; scopes: readonly string[] }
  | { kind: "system"; name: string }

/** Created by the session gate and the API-key gate only; every read requires one. */
export type Viewer = Extract<Actor, { kind: "user" | "api_key" }>
