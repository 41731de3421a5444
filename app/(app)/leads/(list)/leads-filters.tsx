"use client"

import { useId } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { DayInput, SearchInput } from "@/components/layout/address-inputs"
import { useAddress } from "@/components/layout/use-address"
import { Select } from "@/components/ui/field"
import { FilterSelect } from "@/components/ui/filter-select"
import { CHANNELS } from "@/lib/core/channels"
import { LEAD_SORTS, leadsAddress } from "@/lib/core/filters/leads"
import { LEAD_KINDS, STAGE_IDS } from "@/lib/core/lead-states"

const ORDERS: Record<(typeof LEAD_SORTS)[number], string> = {
  last_activity: "Latest activity first",
  first_touch: "Newest first",
  oldest: "Oldest first",
  score: "Highest score first",
  name: "By name",
}
const KINDS: Record<(typeof LEAD_KINDS)[number], string> = { lead: "Leads", unidentified: "Unidentified chats", customer: "Customers" }

/** Every filter is in the address. */
export function LeadsFilters({ colleagues }: { colleagues: { id: string; name: string }[] }) {
  const [search, change] = useAddress(leadsAddress)
  const choice = (label: string, key: "stage" | "owner" | "channel" | "kind", options: readonly (readonly [string, string])[]) => (
    <FilterSelect
      label={label}
      options={options}
      value={search[key]?.join(",") ?? ""}
      onChange={(value) => change({ [key]: value === "" ? null : value.split(",") })}
      className="max-w-32"
    />
  )
  return (
    <form
      role="search"
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2 max-sm:flex-nowrap max-sm:overflow-x-auto"
    >
      <SearchInput
        aria-label="Search leads"
        value={search.q}
        placeholder="Name, phone, email  ( / )"
        className="!w-48 max-sm:shrink-0"
        onChange={(q, options) => change({ q }, options)}
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
      {choice(
        "Kind",
        "kind",
        LEAD_KINDS.map((kind) => [kind, KINDS[kind]]),
      )}
      <Day label="From" value={search.from} onChange={(from) => change({ from })} />
      <Day label="to" value={search.to} onChange={(to) => change({ to })} />
      <Select
        aria-label="Order"
        className="!w-auto shrink-0"
        value={search.sort ?? "last_activity"}
        onChange={({ target }) => change({ sort: LEAD_SORTS.find((sort) => sort === target.value) ?? null })}
      >
        {LEAD_SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {ORDERS[sort]}
          </option>
        ))}
      </Select>
    </form>
  )
}

function Day({ label, ...input }: { label: string; value: string | null; onChange: (day: string | null) => void }) {
  const id = useId()
  return (
    <div className="flex shrink-0 items-center gap-1 text-xs text-ink-2">
      <label htmlFor={id}>{label}</label>
      <DayInput id={id} className="!w-[8.5rem]" {...input} />
    </div>
  )
}
