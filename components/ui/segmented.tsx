"use client"

import { Toggle } from "@base-ui/react/toggle"
import { ToggleGroup } from "@base-ui/react/toggle-group"
import type { ReactNode } from "react"

type Option<T extends string> = { value: T; label: ReactNode; title?: string }
type SegmentedProps<T extends string> = { label: string; options: readonly Option<T>[]; value: T; onChange: (value: T) => void }

/** One of a few views of the same thing; there is always one chosen. */
export const Segmented = <T extends string>({ label, options, value, onChange }: SegmentedProps<T>) => (
  <ToggleGroup
    aria-label={label}
    value={[value]}
    onValueChange={([next]) => {
      const chosen = options.find((option) => option.value === next)
      if (chosen) onChange(chosen.value)
    }}
    className="inline-flex h-control w-fit items-center gap-0.5 rounded-md bg-hover p-0.5"
  >
    {options.map((option) => (
      <Toggle
        key={option.value}
        value={option.value}
        title={option.title}
        className="inline-flex h-full items-center gap-1.5 rounded px-2.5 text-xs font-medium whitespace-nowrap text-ink-2 hover:text-ink data-pressed:bg-raised data-pressed:text-ink data-pressed:shadow-xs"
      >
        {option.label}
      </Toggle>
    ))}
  </ToggleGroup>
)
