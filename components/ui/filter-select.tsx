import { cx } from "./class-names"
import { Select } from "./field"

type FilterSelectProps = {
  label: string
  value: string
  options: readonly (readonly [value: string, text: string])[]
  onChange: (value: string) => void
  className?: string
}

/** One narrowing of a list in the bar above it; its first choice takes the narrowing away. */
export const FilterSelect = ({ label, value, options, onChange, className }: FilterSelectProps) => (
  <Select
    aria-label={label}
    className={cx("!w-auto shrink-0", className ?? "max-w-40")}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  >
    <option value="">{label}: all</option>
    {options.map(([option, text]) => (
      <option key={option} value={option}>
        {text}
      </option>
    ))}
  </Select>
)
