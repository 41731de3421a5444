import { accountInEnvironment } from "@/lib/crm/registry/connected"
import { definitionOf } from "@/lib/crm/registry/definitions"
import { pause } from "@/lib/platform/jobs/pause"
import type { SyncDeps } from "@/lib/sync/connection/sync-run"

/** The CRM of this installation; null without a token. */
export function crmDeps(signal: AbortSignal = new AbortController().signal): SyncDeps | null {
  const definition = definitionOf("hubspot")
  const account = accountInEnvironment(definition)
  if (account === null) return null
  return {
    connect: (hooks, schema) => definition.connect(account, hooks, schema),
    wait: (ms) => pause(ms, signal),
  }
}
