"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { channelLabel } from "@/components/lead/channel-icon"
import { Select } from "@/components/ui/field"
import { CHANNELS } from "@/lib/core/channels"
import type { BoardFilter } from "@/lib/pipeline/board"

/** Filters live in the address, so a view can be sent to a colleague. */
export const BoardFilters = ({ filter, colleagues }: { filter: BoardFilter; colleagues: { id: string; name: string }[] }) => {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value) next.set(key, value)
    else next.delete(key)
    router.replace(`${path}?${next}`)
  }
  return (
    <>
      <Select aria-label="Owner" className="!w-36" value={filter.owner ?? ""} onChange={(event) => set("owner", event.target.value)}>
        <option value="">All owners</option>
        <option value="me">My leads</option>
        <option value="none">Unowned</option>
        {colleagues.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select aria-label="Channel" className="!w-36" value={filter.channel ?? ""} onChange={(event) => set("channel", event.target.value)}>
        <option value="">All channels</option>
        {CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {channelLabel(channel)}
          </option>
        ))}
      </Select>
    </>
  )
}
