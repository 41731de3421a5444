import { channelLabel } from "@/components/lead/channel-icon"
import { BAND_LABELS } from "./band-labels"

/** One active filter in words, by the key that it has in the address. */
export type ActiveFilter = { key: "owner" | "channel" | "band" | "source" | "campaign"; text: string }

type Asked = {
  owner?: readonly string[] | undefined
  channel?: readonly string[] | undefined
  band?: readonly (keyof typeof BAND_LABELS)[] | undefined
  source?: string | undefined
  campaign?: string | undefined
}

type FilterSources = {
  query: Asked
  /** Null: an agent, who sees their own whatever the address says. */
  colleagues: readonly { id: string; name: string }[] | null
  /** Selects beside show one owner, one channel and one band by themselves. */
  hasSelects: boolean
}

/** What narrows the numbers, where nothing else on the screen says so. */
export function activeFiltersOf({
  query: { owner, channel, band, source, campaign },
  colleagues,
  hasSelects,
}: FilterSources): ActiveFilter[] {
  const found: ActiveFilter[] = []
  const nameOf = (id: string) =>
    id === "none" ? "unassigned" : id === "me" ? "me" : (colleagues?.find((one) => one.id === id)?.name ?? "a former colleague")
  const isSelected = (values: readonly string[], known: (value: string) => boolean) =>
    hasSelects && values.length === 1 && values.every(known)
  const isInSelect = (id: string) => id === "none" || (colleagues?.some((one) => one.id === id) ?? false)
  if (colleagues && owner?.length && !isSelected(owner, isInSelect))
    found.push({ key: "owner", text: `Owner: ${owner.map(nameOf).join(", ")}` })
  if (channel?.length && !isSelected(channel, () => true))
    found.push({ key: "channel", text: `Channel: ${channel.map(channelLabel).join(", ")}` })
  if (band?.length && !isSelected(band, () => true))
    found.push({ key: "band", text: `Priority: ${band.map((one) => BAND_LABELS[one]).join(", ")}` })
  if (source !== undefined) found.push({ key: "source", text: source === "-" ? "No source" : `Source: ${source}` })
  if (campaign !== undefined) found.push({ key: "campaign", text: campaign === "-" ? "No campaign" : `Campaign: ${campaign}` })
  return found
}
