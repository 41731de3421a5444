"use client"

import { X } from "lucide-react"
import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import { Input, Select } from "@/components/ui/field"
import { FilterSelect } from "@/components/ui/filter-select"
import { ShareView } from "./share-view"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { PERIOD_NAMES, type PeriodName } from "@/lib/core/metrics/periods"

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

const BAND_LABELS = { high: "High priority", normal: "Normal", nurture: "Nurture" }

export type ReportChoice = "comparison" | "owner" | "channel" | "band"

type ReportFiltersProps = {
  period: { from: string; to: string }
  answersTo: readonly ReportChoice[]
  /** Null: an agent, who sees their own. */
  colleagues: { id: string; name: string }[] | null
}

type Change = (values: Record<string, string>) => void

/** Every choice is in the address, so a view is shared by its link and survives a reload. */
export const ReportFilters = ({ period, answersTo, colleagues }: ReportFiltersProps) => {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const change: Change = (values) => {
    const next = new URLSearchParams(params)
    for (const [key, value] of Object.entries(values)) {
      if (value) next.set(key, value)
      else next.delete(key)
    }
    next.delete("cursor")
    router.replace(`${path}?${next}`, { scroll: false })
  }
  const choice = (label: string, key: string, options: readonly (readonly [string, string])[]) => {
    const value = params.get(key) ?? ""
    const isListed = value === "" || options.some(([option]) => option === value)
    const shown = isListed ? options : [...options, [value, value.includes(",") ? `${value.split(",").length} chosen` : "Another"] as const]
    return <FilterSelect label={label} options={shown} value={value} onChange={(chosen) => change({ [key]: chosen })} />
  }
  const people = (colleagues ?? []).map(({ id, name }) => [id, name] as const)
  const channels = CHANNELS.map((channel) => [channel, channelLabel(channel)] as const)
  const bands = BANDS.map((band) => [band, BAND_LABELS[band]] as const)
  return (
    <form
      role="search"
      aria-label="What the numbers are about"
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 items-center gap-2 overflow-x-auto border-b border-line px-4 py-2 md:flex-wrap"
    >
      <PeriodChoice period={period} named={params.get("period")} isCustom={params.has("from") || params.has("to")} change={change} />
      {answersTo.includes("comparison") ? (
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
      ) : null}
      {answersTo.includes("owner") && colleagues ? choice("Owner", "owner", [["none", "Nobody"], ...people]) : null}
      {answersTo.includes("channel") ? choice("Channel", "channel", channels) : null}
      {answersTo.includes("band") ? choice("Band", "band", bands) : null}
      {answersTo.length === 0 ? null : (
        <>
          <Narrowed label="Source" value={params.get("source")} takeAway={() => change({ source: "" })} />
          <Narrowed label="Campaign" value={params.get("campaign")} takeAway={() => change({ campaign: "" })} />
        </>
      )}
      {/* On a phone the choices pass behind it. */}
      <div className="sticky end-0 ms-auto shrink-0 bg-surface shadow-[1rem_0_0_var(--surface),-0.5rem_0_0.5rem_var(--surface)] md:static md:ms-0 md:shadow-none">
        <ShareView period={period} />
      </div>
    </form>
  )
}

type PeriodChoiceProps = { period: { from: string; to: string }; named: string | null; isCustom: boolean; change: Change }

/** A day that is still being typed is no day yet. */
const PeriodChoice = ({ period, named, isCustom, change }: PeriodChoiceProps) => (
  <>
    <Select
      aria-label="Period"
      className="!w-auto shrink-0"
      value={isCustom ? "custom" : (named ?? "last_30")}
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
          min="1970-01-01"
          max={period.to}
          onChange={({ target }) => target.value && target.validity.valid && change({ from: target.value, to: period.to })}
        />
        <Input
          aria-label="Last day"
          type="date"
          className="!w-36 shrink-0"
          defaultValue={period.to}
          key={`t${period.to}`}
          min={period.from}
          max="2199-12-31"
          onChange={({ target }) => target.value && target.validity.valid && change({ from: period.from, to: target.value })}
        />
      </>
    ) : null}
  </>
)

/** A narrowing to one name, chosen by following a number: there are too many names for a list of them. */
const Narrowed = ({ label, value, takeAway }: { label: string; value: string | null; takeAway: () => void }) => {
  if (!value) return null
  const name = value === "-" ? "none" : value
  return (
    <Button onClick={takeAway} aria-label={`${label}: ${name}. Take this filter away`} className="max-w-60">
      <span className="truncate">
        {label}: <bdi>{name}</bdi>
      </span>
      <X aria-hidden className="size-3.5 shrink-0" />
    </Button>
  )
}
