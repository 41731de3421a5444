"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { channelLabel } from "@/components/lead/channel-icon"
import { Select } from "@/components/ui/field"
import { CHANNELS } from "@/lib/core/channels"
import { EVENT_STATES } from "@/lib/core/event-states"

export function EventFilters({ state, channel }: { state: string; channel: string }) {
  const router = useRouter()
  const params = useSearchParams()
  const go = (key: string, value: string) => {
    const next = new URLSearchParams(params)
    next.delete("cursor")
    if (value) next.set(key, value)
    else next.delete(key)
    router.replace(`/intake?${next}`)
  }
  return (
    <>
      <Select aria-label="State" className="!w-36" value={state} onChange={(event) => go("state", event.target.value)}>
        <option value="">All states</option>
        {EVENT_STATES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Select>
      <Select aria-label="Channel" className="!w-36" value={channel} onChange={(event) => go("channel", event.target.value)}>
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
