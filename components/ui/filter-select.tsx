import { cx } from "./class-names"
import { Select } from "./field"

type FilterSelectProps = {
  label: string
  value: string
  options: readonly (readonly [value: string, text: string])[]
  onChange: (value: string) => void
  className?: string
}

/**
 * One filter of a list in the bar above it; its first choice clears it. An address may say what is not among the options:
 * several values, or a former colleague. That is shown too, or the list would be filtered under "all".
 */
export const FilterSelect = ({ label, value, options, onChange, className }: FilterSelectProps) => (
  <Select
    aria-label={label}
    className={cx("!w-auto shrink-0", className ?? "max-w-40")}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  >
    <option value="">{label}: all</option>
    {value === "" || options.some(([option]) => option === value) ? null : (
      <option value={value}>
        {label}: {value.includes(",") ? "several" : "other"}
      </option>
    )}
    {options.map(([option, text]) => (
      <option key={option} value={option}>
        {text}
      </option>
    ))}
  </Select>
)
