"use client"

import { Checkbox } from "@/components/ui/checkbox"

type ChoicesProps = {
  legend: string
  hint?: string
  options: readonly (readonly [string, string])[]
  value: readonly string[]
  onChange: (value: string[]) => void
  disabled?: boolean
}

/** Any number of a few: a group of checkboxes that wraps. */
export const Choices = ({ legend, hint, options, value, onChange, disabled }: ChoicesProps) => (
  <fieldset className="grid gap-1.5" disabled={disabled}>
    <legend className="mb-1 text-xs font-medium text-ink-2">
      {legend}
      {hint ? <span className="font-normal text-ink-3"> · {hint}</span> : null}
    </legend>
    <div className="flex flex-wrap gap-x-4 gap-y-1.5">
      {options.map(([id, label]) => (
        <Checkbox
          key={id}
          label={<bdi dir="auto">{label}</bdi>}
          checked={value.includes(id)}
          onChange={({ target }) => onChange(target.checked ? [...value, id] : value.filter((other) => other !== id))}
        />
      ))}
    </div>
  </fieldset>
)
