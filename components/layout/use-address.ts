"use client"

import { debounce, useQueryStates, type Nullable, type inferParserType } from "nuqs"
import { useMemo } from "react"
import type { Address } from "@/lib/core/filters/address"

/** Typing updates the address, and with it the page, after a short pause. */
export const WHILE_TYPING = { limitUrlUpdates: debounce(250) }

/**
 * The filters of a page, read from and written to its address; the server renders what changes. Another filter begins at
 * the first page again. Back leaves the page instead of walking through its filters.
 */
export function useAddress<A extends Address>({ parsers }: A) {
  type Changed = Partial<Nullable<inferParserType<A["parsers"]>>>
  const [values, set] = useQueryStates(parsers, { shallow: false, history: "replace", scroll: false })
  const change = useMemo(
    () =>
      (changed: Changed, options: Parameters<typeof set>[1] = {}): void =>
        void set({ ...("cursor" in parsers ? { cursor: null } : {}), ...changed }, options),
    [parsers, set],
  )
  return [values as inferParserType<A["parsers"]>, change] as const
}
