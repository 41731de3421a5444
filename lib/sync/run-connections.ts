import type { Ctx } from "@/lib/platform/context"
import { pause } from "@/lib/platform/jobs/pause"
import { isTransient } from "@/lib/platform/retry"
import { readConnections, type CrmConnection } from "./connection/crm-connection"
import { runSync } from "./run-sync"
import type { SyncDeps } from "./connection/sync-run"

/** How soon a CRM that was connected, or given other credentials, is worked with. */
const LOOK_MS = 5_000

type Running = { account: string; stop: () => Promise<void> }

/**
 * A loop for every connected CRM, beside each other: what holds up one (an outage, a quota, a token) holds up no other. A
 * connection with other credentials begins anew, and so does one that could not begin, with the next look.
 */
export async function runConnections(
  ctxOf: (name: string) => Ctx,
  depsOf: (crm: CrmConnection, signal: AbortSignal) => SyncDeps | null,
  signal: AbortSignal,
): Promise<void> {
  const ctx = ctxOf("connections")
  const running = new Map<string, Running>()
  const begin = (crm: CrmConnection): void => {
    const own = new AbortController()
    const both = AbortSignal.any([signal, own.signal])
    const deps = depsOf(crm, both)
    if (!deps) return
    const crmCtx = { ...ctxOf(crm.name), crm }
    const done = runSync(crmCtx, deps, both)
      .catch((error: unknown) => crmCtx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "the sync could not begin"))
      .finally(() => running.delete(crm.name))
    const stop = async (): Promise<void> => {
      own.abort()
      await done
    }
    running.set(crm.name, { account: JSON.stringify(crm.account), stop })
  }
  while (!signal.aborted) {
    try {
      const crms = await readConnections(ctx.db)
      for (const [name, { account, stop }] of running) {
        if (JSON.stringify(crms.find((crm) => crm.name === name)?.account ?? null) === account) continue
        await stop()
      }
      for (const crm of crms) if (!running.has(crm.name)) begin(crm)
    } catch (error) {
      ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "the connections could not be read")
    }
    await pause(LOOK_MS, signal)
  }
  await Promise.all([...running.values()].map(({ stop }) => stop()))
}
