import { createPool, databaseOn } from "@/db/client"
import { runWorker } from "@/lib/intake/run-worker"
import { log } from "@/lib/log"
import { endSignal } from "./end-signal"

/** The worker role: works the inbox off until it is asked to end. Run as many as you like. */
const pool = createPool("worker")
const signal = endSignal()
log.info("worker started")
await runWorker({ db: databaseOn(pool), actor: { kind: "system", name: "worker" }, now: () => new Date(), log }, signal)
await pool.end()
process.exit(0)
