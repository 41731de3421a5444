"use client"

import { Combobox as Base } from "@base-ui/react/combobox"
import { Check, ChevronsUpDown } from "lucide-react"
import { cx } from "./class-names"
import { CONTROL } from "./field"

export type Choice = { value: string; label: string; note?: string }

type ComboboxProps = {
  /** Given by `Field`, so that the label belongs to the input. */
  id?: string
  label?: string
  choices: readonly Choice[]
  value: string | null
  onChange: (value: string | null) => void
  placeholder?: string
  empty?: string
}

/** One of many, found by typing: a colleague, a campaign, a vehicle. For a handful, `Select` is quicker. */
export const Combobox = ({ id, label, choices, value, onChange, placeholder, empty = "Nothing fits." }: ComboboxProps) => (
  <Base.Root
    items={choices}
    value={choices.find((choice) => choice.value === value) ?? null}
    onValueChange={(choice: Choice | null) => onChange(choice?.value ?? null)}
    autoHighlight
  >
    <Base.InputGroup className="relative">
      <Base.Input {...(id ? { id } : {})} aria-label={label} placeholder={placeholder} className={cx(CONTROL, "h-control pe-8")} />
      <Base.Trigger
        aria-label="Show all"
        className="absolute inset-y-0 end-0 inline-flex w-8 items-center justify-center rounded-e-md text-ink-3 hover:text-ink"
      >
        <ChevronsUpDown aria-hidden className="size-3.5" />
      </Base.Trigger>
    </Base.InputGroup>
    <Base.Portal>
      <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50 outline-none">
        <Base.Popup className="pop w-(--anchor-width) max-w-(--available-width) min-w-48 rounded-lg border border-line bg-raised text-sm shadow-lg outline-none">
          <Base.Empty className="px-3 py-3 text-ink-3 empty:hidden">{empty}</Base.Empty>
          <Base.List className="max-h-[min(18rem,var(--available-height))] overflow-y-auto overscroll-contain p-1 outline-none data-empty:p-0">
            {(choice: Choice) => (
              <Base.Item
                key={choice.value}
                value={choice}
                className="flex min-h-7 cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-highlighted:bg-hover"
              >
                <span className="inline-flex w-4 shrink-0 justify-center">
                  <Base.ItemIndicator>
                    <Check aria-hidden className="size-3.5 text-accent" />
                  </Base.ItemIndicator>
                </span>
                <bdi dir="auto" className="min-w-0 truncate">
                  {choice.label}
                </bdi>
                {choice.note ? <span className="ms-auto shrink-0 text-xs text-ink-3">{choice.note}</span> : null}
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)
