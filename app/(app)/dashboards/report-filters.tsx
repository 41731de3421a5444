"use client"

import { Sigma } from "lucide-react"
import { usePathname, useSearchParams } from "next/navigation"
import { useEffect } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import { DayInput } from "@/components/layout/address-inputs"
import { useAddress } from "@/components/layout/use-address"
import { Button } from "@/components/ui/button"
import { Select } from "@/components/ui/field"
import { FilterSelect } from "@/components/ui/filter-select"
import { ShareView } from "./share-view"
import { reportsAddress } from "@/lib/core/filters/reports"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { COMPARISONS as COMPARISON_CHOICES, PERIOD_NAMES, type PeriodName } from "@/lib/core/metrics/periods"
import { rememberDashboard } from "./asked-from"
import { BAND_LABELS } from "./band-labels"

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

export type ReportChoice = "comparison" | "owner" | "channel" | "band"

type ReportFiltersProps = {
  period: { from: string; to: string }
  answersTo: readonly ReportChoice[]
  /** Null: an agent, who sees their own. */
  colleagues: { id: string; name: string }[] | null
}

type Change = (values: Parameters<typeof reportsAddress.href>[0]) => void

/** Every choice is in the address, so a view is shared by its link and survives a reload. */
export function ReportFilters({ period, answersTo, colleagues }: ReportFiltersProps) {
  const path = usePathname()
  const params = useSearchParams()
  const [search, change] = useAddress(reportsAddress)
  const isExplained = search.explain !== null
  const address = params.size > 0 ? `${path}?${params}` : path
  useEffect(() => rememberDashboard(address), [address])
  const choice = (label: string, key: "owner" | "channel" | "band", options: readonly (readonly [string, string])[]) => (
    <FilterSelect
      label={label}
      options={options}
      value={search[key]?.join(",") ?? ""}
      onChange={(next) => change({ [key]: next === "" ? null : [next] })}
    />
  )
  const people = (colleagues ?? []).map(({ id, name }) => [id, name] as const)
  return (
    <form
      role="search"
      aria-label="What the numbers are about"
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 items-center gap-2 overflow-x-auto border-b border-line px-4 py-2 md:flex-wrap"
    >
      <PeriodChoice period={period} named={search.period} isCustom={search.from !== null || search.to !== null} change={change} />
      {answersTo.includes("comparison") ? (
        <Select
          aria-label="Compared with"
          className="!w-auto shrink-0"
          value={search.compare ?? "previous"}
          onChange={({ target }) =>
            change({ compare: COMPARISON_CHOICES.find((one) => one === target.value && one !== "previous") ?? null })
          }
        >
          {COMPARISONS.map(([value, text]) => (
            <option key={value} value={value}>
              Against: {text.toLowerCase()}
            </option>
          ))}
        </Select>
      ) : null}
      {answersTo.includes("owner") && colleagues ? choice("Owner", "owner", [["none", "Unassigned"], ...people]) : null}
      {answersTo.includes("channel") ? choice("Channel", "channel", CHANNEL_CHOICES) : null}
      {answersTo.includes("band") ? choice("Priority", "band", BAND_CHOICES) : null}
      <Button
        look="quiet"
        aria-pressed={isExplained}
        onClick={() => change({ explain: isExplained ? null : "1" })}
        className="shrink-0 aria-pressed:bg-hover aria-pressed:text-ink"
      >
        <Sigma aria-hidden className="size-4" /> What is behind these numbers?
      </Button>
      {/* On a phone the choices pass behind it. */}
      <div className="sticky end-0 ms-auto shrink-0 bg-surface shadow-[1rem_0_0_var(--surface),-0.5rem_0_0.5rem_var(--surface)] md:static md:ms-0 md:shadow-none">
        <ShareView period={period} />
      </div>
    </form>
  )
}

type PeriodChoiceProps = { period: { from: string; to: string }; named: string | null; isCustom: boolean; change: Change }

const PeriodChoice = ({ period, named, isCustom, change }: PeriodChoiceProps) => (
  <>
    <Select
      aria-label="Period"
      className="!w-auto shrink-0"
      value={isCustom ? "custom" : (named ?? "last_30")}
      onChange={(event) =>
        change(
          event.target.value === "custom"
            ? { ...period, period: null }
            : { period: PERIOD_NAMES.find((one) => one === event.target.value) ?? null, from: null, to: null },
        )
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
        <DayInput
          aria-label="First day"
          required
          className="!w-36 shrink-0"
          value={period.from}
          max={period.to}
          onChange={(from) => change({ from, to: period.to })}
        />
        <DayInput
          aria-label="Last day"
          required
          className="!w-36 shrink-0"
          value={period.to}
          min={period.from}
          onChange={(to) => change({ from: period.from, to })}
        />
      </>
    ) : null}
  </>
)
