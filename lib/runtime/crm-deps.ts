import { pause } from "@/lib/platform/jobs/pause"
import type { CrmConnection } from "@/lib/sync/connection/crm-connection"
import type { SyncDeps } from "@/lib/sync/connection/sync-run"

/** What the sync needs of a CRM; null where it lacks its credentials. */
export function crmDeps({ account, definition }: CrmConnection, signal: AbortSignal = new AbortController().signal): SyncDeps | null {
  if (account === null) return null
  return {
    connect: (hooks, schema) => definition.connect(account, hooks, schema),
    wait: (ms) => pause(ms, signal),
  }
}
