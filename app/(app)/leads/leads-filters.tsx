"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useEffect, useRef } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { Input, Select } from "@/components/ui/field"
import { FilterSelect } from "@/components/ui/filter-select"
import { CHANNELS } from "@/lib/core/channels"
import { STAGE_IDS } from "@/lib/core/lead-states"

export type LeadsSearch = {
  q: string
  stage: string[]
  owner: string[]
  channel: string[]
  kind: string[]
  sort: string
  from: string
  to: string
}

const SEARCH_PAUSE_MS = 250

/** Every filter is in the address; typing in the search box updates it after a short pause. */
export function LeadsFilters({ search, colleagues }: { search: LeadsSearch; colleagues: { id: string; name: string }[] }) {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(params)
    next.delete("cursor")
    if (value) next.set(key, value)
    else next.delete(key)
    router.replace(`${path}?${next}`)
  }
  const choice = (label: string, key: "stage" | "owner" | "channel" | "kind", options: readonly [string, string][]) => (
    <FilterSelect
      label={label}
      options={options}
      value={search[key].join(",")}
      onChange={(value) => set(key, value)}
      className="max-w-32"
    />
  )
  return (
    <form
      role="search"
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2 max-sm:flex-nowrap max-sm:overflow-x-auto"
    >
      <Input
        data-search
        type="search"
        aria-label="Search leads"
        defaultValue={search.q}
        placeholder="Name, phone, e-mail  ( / )"
        className="!w-48 max-sm:shrink-0"
        onChange={(event) => {
          const { value } = event.target
          clearTimeout(timer.current)
          timer.current = setTimeout(() => set("q", value.trim()), SEARCH_PAUSE_MS)
        }}
      />
      {choice(
        "Stage",
        "stage",
        STAGE_IDS.map((id) => [id, STAGE_NAMES[id] ?? id]),
      )}
      {choice("Owner", "owner", [["me", "Me"], ["none", "Unassigned"], ...colleagues.map(({ id, name }): [string, string] => [id, name])])}
      {choice(
        "Channel",
        "channel",
        CHANNELS.map((channel) => [channel, channelLabel(channel)]),
      )}
      {choice("Kind", "kind", [
        ["lead", "Leads"],
        ["unidentified", "Unidentified chats"],
        ["customer", "Customers"],
      ])}
      <label htmlFor="leads-from" className="flex shrink-0 items-center gap-1 text-xs text-ink-2">
        From{" "}
        <Input
          id="leads-from"
          type="date"
          className="!w-[8.5rem]"
          defaultValue={search.from}
          onChange={(event) => set("from", event.target.value)}
        />
      </label>
      <label htmlFor="leads-to" className="flex shrink-0 items-center gap-1 text-xs text-ink-2">
        to{" "}
        <Input
          id="leads-to"
          type="date"
          className="!w-[8.5rem]"
          defaultValue={search.to}
          onChange={(event) => set("to", event.target.value)}
        />
      </label>
      <Select aria-label="Order" className="!w-auto shrink-0" value={search.sort} onChange={(event) => set("sort", event.target.value)}>
        <option value="last_activity">Latest activity first</option>
        <option value="first_touch">Newest first</option>
        <option value="oldest">Oldest first</option>
        <option value="score">Highest score first</option>
        <option value="name">By name</option>
      </Select>
    </form>
  )
}
