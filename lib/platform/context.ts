import type { Logger } from "pino"
import type { Database } from "@/db/client"
import type { Role } from "@/lib/core/lead-states"
import type { React } from "./lead-change"

/**
 * Who asks, with which database, at what time. Every verb takes a `Ctx` first, so a click, an API call and a job run
 * the same code with a different actor, and a test or the demo generator can set the clock. `react` is what follows from
 * changed leads; it is composed above all trades (lib/reactions), so that no verb imports upward.
 */
export type Ctx = { db: Database; actor: Actor; now: () => Date; log: Logger; react: React }

export type Actor =
  | { kind: "user"; id: string; name: string; role: Role }
  | { kind: "api_key"; id: string; name: string; scopes: readonly string[] }
  | { kind: "system"; name: string }

/** Created by the session gate and the API-key gate only; every read requires one. */
export type Viewer = Extract<Actor, { kind: "user" | "api_key" }>

/** The colleague who acts, for columns that name one; null for an API key and for the system. */
export const actorId = ({ actor }: Pick<Ctx, "actor">): string | null => (actor.kind === "user" ? actor.id : null)
