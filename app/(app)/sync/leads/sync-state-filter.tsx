"use client"

import { useRouter } from "next/navigation"
import { Select } from "@/components/ui/field"

/** One of the five states, or all leads. */
export function SyncStateFilter({ state, states }: { state: string; states: readonly (readonly [string, string])[] }) {
  const router = useRouter()
  return (
    <Select
      aria-label="State"
      className="!w-40"
      value={state}
      onChange={({ target }) => router.replace(target.value ? `/sync/leads?state=${target.value}` : "/sync/leads")}
    >
      <option value="">All states</option>
      {states.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Select>
  )
}
