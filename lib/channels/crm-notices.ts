import type { CrmDefinition, CrmNotices } from "@/lib/crm/definition"
import { matchesSecret, sha256 } from "@/lib/platform/signature"
import { SIGNED_FOR_HEADER, type ChannelAdapter } from "./contract"

/**
 * Notices of a CRM that signs nothing we could rely on, with the connection's key in a header or in the address. Nothing that they say is
 * believed but which record to look at; that it is gone, too, is seen there.
 */
export const crmNotices = ({ kind, channel }: Pick<CrmDefinition, "kind" | "channel">, { read, header }: CrmNotices): ChannelAdapter => ({
  channel,
  verify: ({ url, headers }, { secrets }) =>
    matchesSecret(header === undefined ? url.searchParams.get("key") : headers[header], secrets)
      ? { ok: true, trust: "signed" }
      : { ok: false, reason: `the key in the ${header === undefined ? "address" : "header"} is not ours` },
  idempotencyKey: ({ raw }) => `notice:${sha256(raw)}`,
  parse: ({ raw, headers, receivedAt }) => {
    const notices = read(new TextDecoder().decode(raw))
    if (notices === null) return { outcome: "unreadable", reason: "it is no notice of this CRM" }
    if (notices.length === 0) return { outcome: "ignored", reason: "nothing in it concerns a contact or a deal" }
    const common = { provider: kind, connection: headers[SIGNED_FOR_HEADER], kind: "changed", source: null, computed: null } as const
    return { outcome: "crm", changes: notices.map((notice) => ({ ...common, ...notice, occurredAt: receivedAt })) }
  },
  accepted: (_request, receipt) => ({ status: 200, body: receipt }),
})
