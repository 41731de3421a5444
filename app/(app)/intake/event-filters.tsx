"use client"

import { channelLabel } from "@/components/lead/channel-icon"
import { useAddress } from "@/components/layout/use-address"
import { Select } from "@/components/ui/field"
import { CHANNELS } from "@/lib/core/channels"
import { EVENT_STATES } from "@/lib/core/event-states"
import { intakeAddress } from "@/lib/core/filters/intake"

export function EventFilters() {
  const [search, change] = useAddress(intakeAddress)
  const channel = search.channel?.join(",") ?? ""
  return (
    <>
      <Select
        aria-label="State"
        className="!w-36"
        value={search.state ?? ""}
        onChange={({ target }) => change({ state: EVENT_STATES.find((one) => one === target.value) ?? null })}
      >
        <option value="">All states</option>
        {EVENT_STATES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Select>
      <Select
        aria-label="Channel"
        className="!w-36"
        value={channel}
        onChange={({ target }) => change({ channel: intakeAddress.read({ channel: target.value }).channel ?? null })}
      >
        <option value="">All channels</option>
        {channel.includes(",") ? <option value={channel}>Several channels</option> : null}
        {CHANNELS.map((one) => (
          <option key={one} value={one}>
            {channelLabel(one)}
          </option>
        ))}
      </Select>
    </>
  )
}
