import { createHash } from "node:crypto"
import { parseHubspotWebhook } from "@/lib/crm/hubspot/webhook"
import { hubspotRefusal } from "@/lib/crm/hubspot/signature"
import type { ChannelAdapter } from "./contract"

/**
 * HubSpot's webhooks: signed arrays of up to a hundred events, repeated until answered 2xx, unordered and sometimes
 * duplicated. They are not lead events: they say which records to read. A repeat with the same events is one delivery,
 * whatever its attempt number.
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
  parse: ({ raw }) => {
    const read = parseHubspotWebhook(raw)
    if (read === null) return { outcome: "unreadable", reason: "it is not a list of HubSpot events" }
    return read.length > 0
      ? { outcome: "crm", changes: read }
      : { outcome: "ignored", reason: "nothing in it concerns a contact or a deal" }
  },
  accepted: (_request, receipt) => ({ status: 200, body: receipt }),
}
