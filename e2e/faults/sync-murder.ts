import { spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as pause } from "node:timers/promises"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import type { SyncBench } from "../sync/sync-bench"
import { createGate, type Gate } from "./gate"
import { openHttpWire } from "./http-wire"
import { openPostgresWire } from "./postgres-wire"

/**
 * A worker process whose connections to PostgreSQL and the CRM go through a gate, where it can be killed with SIGKILL:
 * it gets no chance to clean up, as in a power cut.
 */
export type Victim = {
  gate: Gate
  begin: () => void
  /** Resolves once the process is gone, with everything it had in progress. */
  gone: () => Promise<void>
  tellTime: () => void
  close: () => Promise<void>
}

export async function launchVictim(file: string, bench: SyncBench): Promise<Victim> {
  const gate = createGate(() => child.kill("SIGKILL"))
  const [postgres, hubspot] = [await openPostgresWire(bench.database.url, gate), await openHttpWire(bench.hubspot.url, gate)]
  const child = spawn(process.execPath, [file], {
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "production",
      NODE_COMPILE_CACHE: `${file}.cache`,
      LOG_LEVEL: process.env["CRASH_VERBOSE"] ? "warn" : "silent",
      DATABASE_URL: postgres.url,
      SUPPRESSION_SECRET: "erased people of the tests stay out",
      HUBSPOT_API_URL: hubspot.url,
      HUBSPOT_ACCESS_TOKEN: DEFAULT_TOKEN,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const exited = once(child, "exit")
  const tellTime = (): void => void (child.connected && child.send({ now: bench.now() }, () => undefined))
  let moving = Promise.resolve()
  await once(child, "message")
  child.on("message", (asked: { wait: number }) => {
    moving = moving.then(() => bench.advance(asked.wait)).then(tellTime)
  })
  const gone = async (): Promise<void> => {
    await exited
    await Promise.all([postgres.close(), hubspot.close()])
  }
  return {
    gate,
    begin: tellTime,
    gone,
    tellTime,
    close: async () => {
      child.kill("SIGKILL")
      await gone()
    },
  }
}

/** Runs until both sides are done, by these processes alone; time passes only where they wait for it. */
export async function untilQuiet(bench: SyncBench, ...victims: readonly Victim[]): Promise<void> {
  let [restful, before] = [0, -1]
  for (let round = 0; round < 1_500; round += 1) {
    await bench.hear()
    const traffic = victims.reduce((sum, { gate }) => sum + gate.traffic(), 0)
    const isStill = traffic === before
    before = traffic
    if ((await bench.waiting()) === 0) {
      restful += 1
      if (restful > 1 && isStill) return
    } else {
      restful = 0
      if (isStill) await bench.advance(10_000)
      if (isStill) for (const victim of victims) victim.tellTime()
    }
    await pause(30)
  }
  throw new Error(`it never came to rest: ${await bench.waiting()} wait`)
}

/** Runs due work until the process dies or nothing is left; true when it died. */
export async function untilDeathOrDone(bench: SyncBench, { gate, tellTime }: Victim): Promise<boolean> {
  let [restful, stuck, before] = [0, 0, -1]
  for (let round = 0; round < 1_000; round += 1) {
    if (gate.hasEnded()) return true
    const isStill = gate.traffic() === before
    before = gate.traffic()
    restful = isStill && (await bench.waiting()) === 0 ? restful + 1 : 0
    if (restful > 3) return false
    stuck = isStill && restful === 0 ? stuck + 1 : 0
    if (stuck > 10) {
      // New work may be due a little later.
      stuck = 0
      await bench.advance(30_000)
      tellTime()
    }
    await pause(20)
  }
  throw new Error(`it neither ended nor died: ${await bench.waiting()} wait`)
}

/** Logs of what was done, which nothing depends on. */
const BOOKKEEPING = /crm_minutes|crm_calls|crm_cursors|crm_budget|crm_buckets|match_profiles/

/**
 * A point after which something lasts that did not before, on either side. A crash at any other point leaves the same
 * behind as one at the last of these.
 */
export const isLasting = (point: string): boolean =>
  point.startsWith("after") && !/batch\/read|search|GET /.test(point) && !BOOKKEEPING.test(point)
