"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useEffect, useRef } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import { Input } from "@/components/ui/field"
import { FilterSelect } from "@/components/ui/filter-select"
import { CHANNELS } from "@/lib/core/channels"
import type { BoardFilter } from "@/lib/pipeline/board/board-filter"

const SEARCH_PAUSE_MS = 250

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

type FiltersProps = { filter: BoardFilter; colleagues: { id: string; name: string }[] }

/** Filters live in the address, so a view can be sent to a colleague. */
export function BoardFilters({ filter, colleagues }: FiltersProps) {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (search.current && search.current !== document.activeElement) search.current.value = filter.q ?? ""
  }, [filter.q])
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value) next.set(key, value)
    else next.delete(key)
    if (!next.has("view")) next.set("view", "all")
    router.replace(`${path}?${next}`)
  }
  const choice = (label: string, key: "owner" | "channel" | "band" | "activity", options: readonly (readonly [string, string])[]) => (
    <FilterSelect label={label} options={options} value={filter[key] ?? ""} onChange={(value) => set(key, value)} />
  )
  const isFiltered = Object.entries(filter).some(([key, value]) => key !== "lanes" && value !== undefined)
  return (
    <form
      role="search"
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2 max-sm:flex-nowrap max-sm:overflow-x-auto"
    >
      <Input
        ref={search}
        data-search
        type="search"
        aria-label="Search the board"
        defaultValue={filter.q ?? ""}
        placeholder="Find on the board  ( / )"
        className="!w-56 max-sm:shrink-0"
        onChange={(event) => {
          const { value } = event.target
          clearTimeout(timer.current)
          timer.current = setTimeout(() => set("q", value.trim()), SEARCH_PAUSE_MS)
        }}
      />
      {choice("Owner", "owner", [["me", "My leads"], ["none", "Unowned"], ...colleagues.map(({ id, name }) => [id, name] as const)])}
      {choice(
        "Channel",
        "channel",
        CHANNELS.map((channel) => [channel, channelLabel(channel)]),
      )}
      {choice("Priority", "band", BAND_NAMES)}
      {choice("Next step", "activity", ACTIVITY_NAMES)}
      <Toggle label="Stale" isOn={filter.stale === "1"} onToggle={(isOn) => set("stale", isOn ? "1" : "")} />
      <Toggle label="By owner" isOn={filter.lanes === "owner"} onToggle={(isOn) => set("lanes", isOn ? "owner" : "")} />
      {isFiltered ? (
        <Button look="quiet" onClick={() => router.replace(`${path}?view=all${filter.lanes ? "&lanes=owner" : ""}`)}>
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
