import { createHash } from "node:crypto"
import { parseHubspotWebhook } from "@/lib/crm/hubspot/webhook"
import { hubspotRefusal } from "@/lib/crm/hubspot/signature"
import { SIGNED_FOR_HEADER, type ChannelAdapter } from "./contract"

/**
 * Notices of HubSpot: signed arrays of up to a hundred events, sent again until answered 2xx, in no order and not always once.
 * They are no lead events: they say which records to look at. A repeat with the same events is one delivery, whatever its
 * attempt number says.
 */
export const hubspot: ChannelAdapter = {
  channel: "hubspot",
  verify: (request, { secrets }) => {
    const refused = hubspotRefusal(
      { method: request.method, url: request.url.href, headers: request.headers, raw: request.raw },
      secrets,
      request.now,
    )
    return refused === null ? { ok: true, trust: "signed" } : { ok: false, reason: refused }
  },
  idempotencyKey: ({ raw }) => {
    const text = new TextDecoder().decode(raw).replaceAll(/"attemptNumber"\s*:\s*\d+/g, "")
    return `events:${createHash("sha256").update(text).digest("hex")}`
  },
  parse: ({ raw, headers }) => {
    const read = parseHubspotWebhook(raw)
    if (read === null) return { outcome: "unreadable", reason: "it is not a list of HubSpot events" }
    return read.length > 0
      ? { outcome: "crm", changes: read.map((change) => ({ ...change, connection: headers[SIGNED_FOR_HEADER] })) }
      : { outcome: "ignored", reason: "nothing in it concerns a contact or a deal" }
  },
  accepted: (_request, receipt) => ({ status: 200, body: receipt }),
}
