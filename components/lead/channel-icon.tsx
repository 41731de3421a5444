import {
  Bot,
  Footprints,
  Globe,
  Handshake,
  Import,
  KeyRound,
  Mail,
  MessageCircle,
  MessagesSquare,
  Phone,
  Share2,
  Waypoints,
  type LucideIcon,
} from "lucide-react"

const CHANNELS: Record<string, { label: string; Icon: LucideIcon }> = {
  website: { label: "Website form", Icon: Globe },
  crisp: { label: "Live chat", Icon: MessagesSquare },
  botspace: { label: "WhatsApp", Icon: MessageCircle },
  ziwo: { label: "Call", Icon: Phone },
  chatbot: { label: "Chatbot", Icon: Bot },
  erp: { label: "Rental system", Icon: KeyRound },
  hubspot: { label: "HubSpot", Icon: Waypoints },
  walk_in: { label: "Walk-in", Icon: Footprints },
  referral: { label: "Referral", Icon: Share2 },
  partner: { label: "Partner", Icon: Handshake },
  phone: { label: "Phone", Icon: Phone },
  email: { label: "E-mail", Icon: Mail },
  import: { label: "Import", Icon: Import },
}

export const channelLabel = (channel: string): string => CHANNELS[channel]?.label ?? channel

type IconProps = { channel: string; className?: string; isTinted?: boolean }

/** `isTinted` gives the channel its muted hue, for charts and wherever many of them pass by. */
export const ChannelIcon = ({ channel, className, isTinted = false }: IconProps) => {
  const { label, Icon } = CHANNELS[channel] ?? { label: channel, Icon: Globe }
  return (
    <span
      title={label}
      className="inline-flex align-middle"
      style={isTinted ? { color: `var(--channel-${channel}, var(--ink-3))` } : undefined}
    >
      <Icon aria-hidden className={className ?? "size-3.5"} />
      <span className="sr-only">{label}</span>
    </span>
  )
}

export const ChannelIcons = ({ channels }: { channels: readonly string[] }) => (
  <span className="inline-flex items-center gap-1.5 align-middle text-ink-3">
    {channels.map((channel) => (
      <ChannelIcon key={channel} channel={channel} />
    ))}
  </span>
)
