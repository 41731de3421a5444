import type { ChannelSecrets } from "@/lib/channels/contract"
import type { Channel } from "@/lib/core/channels"
import { listOf, type Env } from "@/lib/platform/env"

/** Active secrets of a channel; undefined closes it. Two secrets, comma-separated, are both valid during a rotation. */
export function channelSecrets(given: Env, channel: Channel): ChannelSecrets | undefined {
  const values: Partial<Record<Channel, string | undefined>> = {
    website: given.WEBSITE_WEBHOOK_SECRET,
    chatbot: given.CHATBOT_WEBHOOK_SECRET,
    crisp: given.CRISP_WEBHOOK_SECRET,
    botspace: given.BOTSPACE_WEBHOOK_SECRET,
    ziwo: given.ZIWO_WEBHOOK_SECRET,
    erp: given.ERP_WEBHOOK_SECRET,
    hubspot: given.HUBSPOT_CLIENT_SECRET,
  }
  const secrets = listOf(values[channel])
  if (channel === "website" && given.WEBSITE_FORM_KEY) {
    return { secrets, formKey: given.WEBSITE_FORM_KEY, formOrigins: listOf(given.WEBSITE_FORM_ORIGINS) }
  }
  return secrets.length > 0 ? { secrets } : undefined
}
