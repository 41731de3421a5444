import { createHubspotProvider } from "@/lib/crm/hubspot/hubspot-provider"
import { env } from "@/lib/platform/env"
import { pause } from "@/lib/platform/jobs/pause"
import type { SyncDeps } from "@/lib/sync/connection/sync-run"

/** The CRM of this installation; null without a token. */
export function crmDeps(signal: AbortSignal = new AbortController().signal): SyncDeps | null {
  const { HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_API_URL: baseUrl } = env()
  if (accessToken === undefined) return null
  return {
    makeProvider: (hooks) => createHubspotProvider({ accessToken, baseUrl }, hooks),
    wait: (ms) => pause(ms, signal),
  }
}
