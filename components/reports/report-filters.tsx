"use client"

import { Link2, Sigma } from "lucide-react"
import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useEffect } from "react"
import { toast } from "sonner"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/field"
import { FilterSelect } from "@/components/ui/filter-select"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { PERIOD_NAMES, type PeriodName } from "@/lib/core/metrics/periods"
import { rememberDashboard } from "./asked-from"
import { BAND_LABELS } from "./band-labels"
import type { Narrowed } from "./narrowings"

const PERIOD_LABELS: Record<PeriodName, string> = {
  today: "Today",
  yesterday: "Yesterday",
  last_7: "Last 7 days",
  last_30: "Last 30 days",
  last_90: "Last 90 days",
  this_week: "This week",
  last_week: "Last week",
  this_month: "This month",
  last_month: "Last month",
  this_year: "This year",
  last_12_months: "Last 12 months",
}

const COMPARISONS = [
  ["previous", "Period before"],
  ["year", "A year earlier"],
  ["none", "Nothing"],
] as const

const CHANNEL_CHOICES = CHANNELS.map((channel) => [channel, channelLabel(channel)] as const)
const BAND_CHOICES = BANDS.map((band) => [band, BAND_LABELS[band]] as const)

type ReportFiltersProps = {
  period: { from: string; to: string }
  /** Nothing but the days applies here: a filter that does nothing would mislead. */
  hasPeriodOnly: boolean
  /** Null: an agent, who sees their own. */
  colleagues: { id: string; name: string }[] | null
  /** What narrows the numbers and no select shows. */
  narrowings: readonly Narrowed[]
}

/** Every choice is in the address, so a view is shared by its link and survives a reload. */
export const ReportFilters = ({ period, hasPeriodOnly, colleagues, narrowings }: ReportFiltersProps) => {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const change = (values: Record<string, string>) => {
    const next = new URLSearchParams(params)
    for (const [key, value] of Object.entries(values)) {
      if (value) next.set(key, value)
      else next.delete(key)
    }
    next.delete("cursor")
    router.replace(`${path}?${next}`, { scroll: false })
  }
  const isExplained = params.has("explain")
  const isCustom = params.has("from") || params.has("to")
  const address = params.size > 0 ? `${path}?${params}` : path
  useEffect(() => rememberDashboard(address), [address])
  const choice = (label: string, key: Narrowed["key"], options: readonly (readonly [string, string])[]) => {
    const isElsewhere = narrowings.some((narrowed) => narrowed.key === key)
    const value = isElsewhere ? "several" : (params.get(key) ?? "")
    return (
      <FilterSelect
        label={label}
        options={isElsewhere ? [["several", `${label}: several`], ...options] : options}
        value={value}
        onChange={(next) => change({ [key]: next === "several" ? (params.get(key) ?? "") : next })}
      />
    )
  }
  return (
    <form
      role="search"
      aria-label="What the numbers are about"
      onSubmit={(event) => event.preventDefault()}
      className="shrink-0 flex items-center gap-2 overflow-x-auto border-b border-line px-4 py-2 md:flex-wrap"
    >
      <Select
        aria-label="Period"
        className="!w-auto shrink-0"
        value={isCustom ? "custom" : (params.get("period") ?? "last_30")}
        onChange={(event) =>
          change(event.target.value === "custom" ? { ...period, period: "" } : { period: event.target.value, from: "", to: "" })
        }
      >
        {PERIOD_NAMES.map((name) => (
          <option key={name} value={name}>
            {PERIOD_LABELS[name]}
          </option>
        ))}
        <option value="custom">From … to …</option>
      </Select>
      {isCustom ? (
        <>
          <Input
            aria-label="First day"
            type="date"
            className="!w-36 shrink-0"
            defaultValue={period.from}
            key={`f${period.from}`}
            max={period.to}
            onChange={(event) => event.target.value && change({ from: event.target.value, to: period.to })}
          />
          <Input
            aria-label="Last day"
            type="date"
            className="!w-36 shrink-0"
            defaultValue={period.to}
            key={`t${period.to}`}
            min={period.from}
            onChange={(event) => event.target.value && change({ from: period.from, to: event.target.value })}
          />
        </>
      ) : null}
      {hasPeriodOnly ? null : (
        <>
          <Select
            aria-label="Compared with"
            className="!w-auto shrink-0"
            value={params.get("compare") ?? "previous"}
            onChange={(event) => change({ compare: event.target.value === "previous" ? "" : event.target.value })}
          >
            {COMPARISONS.map(([value, text]) => (
              <option key={value} value={value}>
                Against: {text.toLowerCase()}
              </option>
            ))}
          </Select>
          {colleagues ? choice("Owner", "owner", [["none", "Nobody"], ...colleagues.map(({ id, name }) => [id, name] as const)]) : null}
          {choice("Channel", "channel", CHANNEL_CHOICES)}
          {choice("Band", "band", BAND_CHOICES)}
        </>
      )}
      <Button
        look="quiet"
        aria-pressed={isExplained}
        onClick={() => change({ explain: isExplained ? "" : "1" })}
        className="shrink-0 aria-pressed:bg-hover aria-pressed:text-ink"
      >
        <Sigma aria-hidden className="size-4" /> What is behind these numbers?
      </Button>
      <ShareButton period={period} />
    </form>
  )
}

const ShareButton = ({ period }: Pick<ReportFiltersProps, "period">) => {
  const params = useSearchParams()
  return (
    <Button look="quiet" onClick={() => copyLink(params, period)} className="shrink-0">
      <Link2 aria-hidden className="size-4" /> Share
    </Button>
  )
}

/** "Last 30 days" is another month to whoever opens the link next month, so a shared link names its days. */
const fixedLink = (params: URLSearchParams, { from, to }: { from: string; to: string }): string => {
  const fixed = new URLSearchParams(params)
  fixed.delete("period")
  fixed.set("from", from)
  fixed.set("to", to)
  return `${location.origin}${location.pathname}?${fixed}`
}

const copyLink = (params: URLSearchParams, period: { from: string; to: string }): Promise<unknown> =>
  navigator.clipboard.writeText(fixedLink(params, period)).then(
    () => toast.success("The link to this view is copied, with its days fixed."),
    () => toast.error("Copying was not allowed; copy the address instead."),
  )
