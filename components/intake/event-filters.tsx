"use client"

import { useRouter } from "next/navigation"
import { channelLabel } from "@/components/lead/channel-icon"
import { Select } from "@/components/ui/field"
import { CHANNELS } from "@/lib/core/channels"
import { EVENT_STATES } from "@/lib/core/event-states"

export const EventFilters = ({ state, channel }: { state: string; channel: string }) => {
  const router = useRouter()
  const go = (next: { state: string; channel: string }) =>
    router.replace(`/intake?${new URLSearchParams(Object.entries(next).filter(([, value]) => value !== ""))}`)
  return (
    <>
      <Select aria-label="State" className="!w-36" value={state} onChange={(event) => go({ state: event.target.value, channel })}>
        <option value="">All states</option>
        {EVENT_STATES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Select>
      <Select aria-label="Channel" className="!w-36" value={channel} onChange={(event) => go({ state, channel: event.target.value })}>
        <option value="">All channels</option>
        {CHANNELS.map((one) => (
          <option key={one} value={one}>
            {channelLabel(one)}
          </option>
        ))}
      </Select>
    </>
  )
}
