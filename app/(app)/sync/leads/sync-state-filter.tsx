"use client"

import { useAddress } from "@/components/layout/use-address"
import { Select } from "@/components/ui/field"
import { SYNC_STATES, syncLeadsAddress } from "@/lib/core/filters/sync"

/** One of the five states, or all leads. */
export function SyncStateFilter({ states }: { states: readonly (readonly [string, string])[] }) {
  const [{ state }, change] = useAddress(syncLeadsAddress)
  const choose = (chosen: string) =>
    change({ state: SYNC_STATES.find((one) => one === chosen) ?? null, cause: null, error: null, withheld: null, why: null, owner: null })
  return (
    <Select aria-label="State" className="!w-40" value={state ?? ""} onChange={({ target }) => choose(target.value)}>
      <option value="">All states</option>
      {states.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Select>
  )
}
