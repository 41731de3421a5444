"use client"

import { X } from "lucide-react"
import { useQueryStates, parseAsString } from "nuqs"

/** `beside`: what goes with it, as the last day goes with the first. */
type Chip = { key: string; beside?: string; text: string }

/** Active filters of the address, each with a button that removes it. */
export function ActiveFilterChips({ filters }: { filters: readonly Chip[] }) {
  const keys = ["cursor", ...filters.flatMap(({ key, beside = key }) => [key, beside])]
  const [, set] = useQueryStates(Object.fromEntries(keys.map((key) => [key, parseAsString])), { shallow: false })
  const remove = ({ key, beside = key }: Chip) => void set({ [key]: null, [beside]: null, cursor: null })
  return filters.map((chip) => (
    <button
      key={chip.key}
      type="button"
      onClick={() => remove(chip)}
      aria-label={`Remove the filter ${chip.text}`}
      title={chip.text}
      className="inline-flex h-control max-w-72 shrink-0 items-center gap-1.5 rounded-md border border-accent bg-accent-soft ps-2.5 pe-2 text-sm text-ink hover:bg-hover"
    >
      <bdi className="truncate">{chip.text}</bdi>
      <X aria-hidden className="size-3.5 shrink-0" />
    </button>
  ))
}

/** The same as a row of its own, only when there are any. */
export const ActiveFilterRow = ({ filters }: { filters: readonly Chip[] }) =>
  filters.length === 0 ? null : (
    <div role="group" aria-label="Active filters" className="flex shrink-0 flex-wrap gap-2 border-b border-line px-4 py-2">
      <ActiveFilterChips filters={filters} />
    </div>
  )
