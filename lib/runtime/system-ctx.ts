import type { Database } from "@/db/client"
import type { Ctx } from "@/lib/platform/context"
import { log } from "@/lib/platform/log"
import { react } from "@/lib/reactions/reactions"

/** The context of a process of ours: a worker, a command, a script. */
export const systemCtx = (name: string, db: Database, now = () => new Date()): Ctx => ({
  db,
  actor: { kind: "system", name },
  now,
  log,
  react,
})
