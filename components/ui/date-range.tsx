"use client"

import { Input, Select } from "./field"

/** Days as `2026-11-21`, both included; an empty string is an open end. */
export type DayRange = { from: string; to: string }
export type RangePreset = DayRange & { label: string }

type DateRangeProps = { value: DayRange; presets?: readonly RangePreset[]; onChange: (range: DayRange) => void }

/** The usual ranges by name, any other by two native dates. An end before its start takes the start along. */
export const DateRange = ({ value, presets = [], onChange }: DateRangeProps) => {
  const chosen = presets.findIndex(({ from, to }) => from === value.from && to === value.to)
  const setFrom = (from: string) => onChange({ from, to: value.to !== "" && from > value.to ? from : value.to })
  const setTo = (to: string) => onChange({ from: to !== "" && value.from > to ? to : value.from, to })
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">Dates</legend>
      {presets.length > 0 ? (
        <Select
          aria-label="Range"
          className="!w-auto"
          value={chosen}
          onChange={(event) => {
            const preset = presets[Number(event.target.value)]
            if (preset) onChange({ from: preset.from, to: preset.to })
          }}
        >
          {presets.map(({ label }, index) => (
            <option key={label} value={index}>
              {label}
            </option>
          ))}
          {chosen < 0 ? <option value={-1}>Custom</option> : null}
        </Select>
      ) : null}
      <Input type="date" aria-label="From" className="!w-36" value={value.from} onChange={(event) => setFrom(event.target.value)} />
      <span aria-hidden className="text-ink-3">
        –
      </span>
      <Input type="date" aria-label="To" className="!w-36" value={value.to} onChange={(event) => setTo(event.target.value)} />
    </fieldset>
  )
}
