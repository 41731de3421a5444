"use client"

import { duplicatesAddress } from "@/lib/core/filters/duplicates"
import type { DuplicateReason } from "@/lib/core/matching/flag-reasons"
import { useAddress } from "@/components/layout/use-address"
import { Select } from "@/components/ui/field"
import { CERTAINTY_TEXT, reasonText } from "@/components/review/reasons"

type QueueFiltersProps = {
  reasons: { reason: DuplicateReason; kind: string; n: number }[]
}

/** Filters live in the address, so a view can be sent to a colleague. */
export function QueueFilters({ reasons }: QueueFiltersProps) {
  const [{ kind, reason, certainty }, change] = useAddress(duplicatesAddress)
  const set = (key: "kind" | "reason" | "certainty", value: string) => change({ item: null, [key]: value || null })
  return (
    <>
      <Select aria-label="Kind" className="!w-36" value={kind ?? ""} onChange={(event) => set("kind", event.target.value)}>
        <option value="">Pairs and splits</option>
        <option value="pair">Pairs</option>
        <option value="split">Splits</option>
      </Select>
      <Select aria-label="Reason" className="!w-44" value={reason ?? ""} onChange={(event) => set("reason", event.target.value)}>
        <option value="">All reasons</option>
        {reasons.map((one) => (
          <option key={`${one.kind}:${one.reason}`} value={one.reason}>
            {reasonText(one.reason)} ({one.n})
          </option>
        ))}
      </Select>
      <Select aria-label="Certainty" className="!w-36" value={certainty ?? ""} onChange={(event) => set("certainty", event.target.value)}>
        <option value="">Any certainty</option>
        {Object.entries(CERTAINTY_TEXT).map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </Select>
    </>
  )
}
