import type { Lease } from "./outbox"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/** A call takes at most twenty seconds: with less time left, nothing more is written. */
const MARGIN_MS = 30_000

/** The lease has run out, or is about to: another worker may be at it. */
export class LeaseLost extends Error {
  constructor() {
    super("the lease has run out")
    this.name = "LeaseLost"
  }
}

export function requireTime({ ctx }: Pick<SyncRun, "ctx">, { until }: Pick<Lease, "until">): void {
  if (ctx.now().getTime() > until.getTime() - MARGIN_MS) throw new LeaseLost()
}
