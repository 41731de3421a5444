import { preferenceCalls } from "./preference-calls"
import { readCalls } from "./read-calls"
import { schemaCalls } from "./schema-calls"
import { createTransport, type HubspotOptions } from "./transport"
import { writeCalls } from "./write-calls"

/**
 * HubSpot as the sync speaks to it: the operations it needs, one call each, no retries: when to repeat what is the
 * outbox's to decide, with a budget shared by all processes. Every method throws `HubspotError` and nothing else.
 */
export type HubspotClient = ReturnType<typeof createHubspotClient>

export function createHubspotClient(options: HubspotOptions) {
  const transport = createTransport(options)
  return {
    ...readCalls(transport),
    ...writeCalls(transport),
    ...schemaCalls(transport),
    ...preferenceCalls(transport),
    close: transport.close,
  }
}
