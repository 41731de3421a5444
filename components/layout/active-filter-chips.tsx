"use client"

import { X } from "lucide-react"
import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useRef } from "react"

/** `beside`: what goes with it, as the last day goes with the first. */
type Chip = { key: string; beside?: string; text: string }

/** What narrows a page by its address, each to be taken away. */
export function ActiveFilterChips({ filters }: { filters: readonly Chip[] }) {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  // The address follows a press in a moment; a second press before that must not bring the first one's filter back.
  const taken = useRef({ params, keys: [] as string[] })
  const remove = ({ key, beside = key }: Chip) => {
    const before = taken.current.params === params ? taken.current.keys : []
    taken.current = { params, keys: [...before, key, beside, "cursor"] }
    const next = new URLSearchParams(params)
    for (const gone of taken.current.keys) next.delete(gone)
    router.replace(`${path}?${next}`, { scroll: false })
  }
  return filters.map((chip) => (
    <button
      key={chip.key}
      type="button"
      onClick={() => remove(chip)}
      aria-label={`Take away the filter ${chip.text}`}
      title={chip.text}
      className="inline-flex h-control max-w-72 shrink-0 items-center gap-1.5 rounded-md border border-accent bg-accent-soft ps-2.5 pe-2 text-sm text-ink hover:bg-hover"
    >
      <bdi className="truncate">{chip.text}</bdi>
      <X aria-hidden className="size-3.5 shrink-0" />
    </button>
  ))
}

/** The same as a row of its own, which is there only when something narrows the numbers. */
export const ActiveFilterRow = ({ filters }: { filters: readonly Chip[] }) =>
  filters.length === 0 ? null : (
    <div role="group" aria-label="What narrows these numbers" className="flex shrink-0 flex-wrap gap-2 border-b border-line px-4 py-2">
      <ActiveFilterChips filters={filters} />
    </div>
  )
