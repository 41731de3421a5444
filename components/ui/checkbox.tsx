import { useId, type ComponentProps, type ReactNode } from "react"
import { cx } from "./class-names"

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  label: ReactNode
  hint?: ReactNode
  /** Keeps the words for screen readers alone, as in the first column of a table. */
  isLabelHidden?: boolean
  /** Some of what it stands for is chosen, not all. */
  isIndeterminate?: boolean
}

/** A native checkbox, so it works in a plain form before any script has run. */
export function Checkbox({ label, hint, isLabelHidden = false, isIndeterminate = false, className, ...rest }: CheckboxProps) {
  const id = useId()
  return (
    <label htmlFor={id} className={cx("flex w-fit items-start gap-2 text-sm", className)}>
      <input
        {...rest}
        id={id}
        type="checkbox"
        className="check-box mt-0.5"
        {...(hint ? { "aria-describedby": `${id}-hint` } : {})}
        ref={(element) => {
          if (element) element.indeterminate = isIndeterminate
        }}
      />
      <span className={isLabelHidden ? "sr-only" : "grid"}>
        {label}
        {hint ? (
          <span id={`${id}-hint`} className="text-xs text-ink-3">
            {hint}
          </span>
        ) : null}
      </span>
    </label>
  )
}
