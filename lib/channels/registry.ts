import { MANUAL_CHANNELS } from "@/lib/core/channels"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import { botspace } from "./botspace"
import { chatbot } from "./chatbot"
import type { ChannelAdapter } from "./contract"
import { crisp } from "./crisp"
import { crmNotices } from "./crm-notices"
import { erp } from "./erp"
import { hubspot } from "./hubspot"
import { manual } from "./manual"
import { website } from "./website"
import { ziwo } from "./ziwo"

/** Every channel that can be heard. A new one is one file and one line here. */
const ADAPTERS: readonly ChannelAdapter[] = [
  website,
  crisp,
  botspace,
  ziwo,
  chatbot,
  erp,
  hubspot,
  ...CRM_DEFINITIONS.flatMap((definition) => (definition.notices ? [crmNotices(definition, definition.notices)] : [])),
  ...MANUAL_CHANNELS.map(manual),
]

const byChannel = new Map<string, ChannelAdapter>(ADAPTERS.map((adapter) => [adapter.channel, adapter]))

export const adapterFor = (channel: string): ChannelAdapter | undefined => byChannel.get(channel)
