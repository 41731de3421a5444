import { once } from "node:events"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import "./role-process.mjs"
import { env } from "@/lib/platform/env"
import { endSignal } from "./end-signal"
import { refuseUnready } from "./real-mode"
import { nextRole, startRoles } from "./roles"

/** `npm run app`, `worker` and `ingest`: one role by itself, under the checks that `npm start` makes of a real installation. */
const ROLES: Record<string, () => Promise<unknown>> = {
  app: runApp,
  worker: () => import("./worker"),
  ingest: () => import("./ingest"),
}

const role = ROLES[process.argv[2] ?? ""]
if (!role) throw new Error(`Name a role: ${Object.keys(ROLES).join(", ")}.`)
await refuseUnready(env().DATABASE_URL)
await role()

async function runApp(): Promise<void> {
  const signal = endSignal()
  const projectDir = join(dirname(fileURLToPath(import.meta.url)), "../..")
  const app = startRoles(projectDir, [nextRole(projectDir, { host: env().HOST, port: env().PORT }, {})])
  if (!signal.aborted) await once(signal, "abort")
  await app.stop()
  process.exit(0)
}
