import type { Ctx } from "@/lib/platform/context"
import { pause } from "@/lib/platform/jobs/pause"
import { isTransient } from "@/lib/platform/retry"
import { readConnections, type CrmConnection } from "./connection/crm-connection"
import { runSync } from "./run-sync"
import type { SyncDeps } from "./connection/sync-run"

/** How soon a CRM that was connected, or given other credentials, is worked with. */
const LOOK_MS = 5_000

type Running = { account: string; stop: () => void; done: Promise<void> }

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
    const crmCtx = { ...ctxOf(crm.name), crm }
    const own = new AbortController()
    const both = AbortSignal.any([signal, own.signal])
    const work = async (): Promise<void> => {
      const deps = depsOf(crm, both)
      if (deps) await runSync(crmCtx, deps, both)
    }
    const done = work()
      .catch((error: unknown) => crmCtx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "the sync could not begin"))
      .finally(() => running.delete(crm.name))
    running.set(crm.name, { account: accountText(crm), stop: () => own.abort(), done })
  }
  while (!signal.aborted) {
    try {
      const crms = await readConnections(ctx.db)
      // One that has a call under way ends in its own time, and begins anew with the look after that.
      for (const [name, { account, stop }] of running) if (accountText(crms.find((crm) => crm.name === name)) !== account) stop()
      for (const crm of crms) if (!running.has(crm.name)) begin(crm)
    } catch (error) {
      ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "the connections could not be read")
    }
    await pause(LOOK_MS, signal)
  }
  await Promise.all([...running.values()].map(({ done }) => done))
}

const accountText = (crm: CrmConnection | undefined): string => JSON.stringify(crm?.account ?? null)
