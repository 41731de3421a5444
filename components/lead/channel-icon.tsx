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
import { channelLabel } from "@/lib/core/channels"

const ICONS: Record<string, LucideIcon> = {
  website: Globe,
  crisp: MessagesSquare,
  botspace: MessageCircle,
  ziwo: Phone,
  chatbot: Bot,
  erp: KeyRound,
  hubspot: Waypoints,
  walk_in: Footprints,
  referral: Share2,
  partner: Handshake,
  phone: Phone,
  email: Mail,
  import: Import,
}

export { channelLabel }

type IconProps = { channel: string; className?: string; isTinted?: boolean }

/** `isTinted` gives the channel its muted hue, for charts and wherever many of them pass by. */
export function ChannelIcon({ channel, className, isTinted = false }: IconProps) {
  const Icon = ICONS[channel] ?? Globe
  const label = channelLabel(channel)
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
