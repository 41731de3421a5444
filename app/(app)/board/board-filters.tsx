"use client"

import { channelLabel } from "@/components/lead/channel-icon"
import { SearchInput } from "@/components/layout/address-inputs"
import { useAddress } from "@/components/layout/use-address"
import { Button } from "@/components/ui/button"
import { FilterSelect } from "@/components/ui/filter-select"
import { CHANNELS } from "@/lib/core/channels"
import { boardAddress } from "@/lib/core/filters/board"

const BAND_NAMES = [
  ["high", "High priority"],
  ["normal", "Normal"],
  ["nurture", "Nurture"],
] as const
const ACTIVITY_NAMES = [
  ["overdue", "Overdue"],
  ["today", "Due today"],
  ["planned", "Planned"],
  ["none", "Nothing planned"],
] as const

type FiltersProps = { colleagues: { id: string; name: string }[] }

/** Filters live in the address, so a view can be sent to a colleague. An open view stays open, as changed. */
export function BoardFilters({ colleagues }: FiltersProps) {
  const [{ view, ...filter }, change] = useAddress(boardAddress)
  const set: typeof change = (values, options) => change({ view: view ?? "all", ...values }, options)
  const choice = (label: string, key: "owner" | "channel" | "band" | "activity", options: readonly (readonly [string, string])[]) => (
    <FilterSelect label={label} options={options} value={filter[key] ?? ""} onChange={(value) => set({ [key]: value || null })} />
  )
  const isFiltered = Object.entries(filter).some(([key, value]) => key !== "lanes" && value !== null)
  return (
    <form
      role="search"
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2 max-sm:flex-nowrap max-sm:overflow-x-auto"
    >
      <SearchInput
        aria-label="Search the board"
        value={filter.q}
        placeholder="Find on the board  ( / )"
        className="!w-56 max-sm:shrink-0"
        onChange={(q, options) => set({ q }, options)}
      />
      {choice("Owner", "owner", [["me", "My leads"], ["none", "Unassigned"], ...colleagues.map(({ id, name }) => [id, name] as const)])}
      {choice(
        "Channel",
        "channel",
        CHANNELS.map((channel) => [channel, channelLabel(channel)]),
      )}
      {choice("Priority", "band", BAND_NAMES)}
      {choice("Next step", "activity", ACTIVITY_NAMES)}
      <Toggle label="Stale" isOn={filter.stale === "1"} onToggle={(isOn) => set({ stale: isOn ? "1" : null })} />
      <Toggle label="By owner" isOn={filter.lanes === "owner"} onToggle={(isOn) => set({ lanes: isOn ? "owner" : null })} />
      {isFiltered ? (
        <Button
          look="quiet"
          onClick={() => set({ q: null, owner: null, channel: null, band: null, activity: null, stale: null, view: "all" })}
        >
          Clear
        </Button>
      ) : null}
    </form>
  )
}

const Toggle = ({ label, isOn, onToggle }: { label: string; isOn: boolean; onToggle: (isOn: boolean) => void }) => (
  <Button aria-pressed={isOn} className={isOn ? "!border-accent !bg-accent-soft !text-accent" : ""} onClick={() => onToggle(!isOn)}>
    {label}
  </Button>
)
