import { useId, type ComponentProps, type ReactNode } from "react"
import { cx } from "./class-names"

const CONTROL = "w-full rounded-md border border-line-strong/60 bg-raised px-2.5 text-sm text-ink aria-invalid:border-danger"

export const Input = ({ className, ...rest }: ComponentProps<"input">) => <input className={cx(CONTROL, "h-8", className)} {...rest} />

export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea className={cx(CONTROL, "min-h-20 py-1.5", className)} {...rest} />
)

export const Select = ({ className, ...rest }: ComponentProps<"select">) => (
  <select className={cx(CONTROL, "h-8 pe-7", className)} {...rest} />
)

type FieldProps = {
  label: string
  hint?: ReactNode
  error?: string | undefined
  children: (props: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode
}

/** A label, its control, and one line below it: what is wrong, or a hint. */
export const Field = ({ label, hint, error, children }: FieldProps) => {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children({ id, ...(note ? { "aria-describedby": `${id}-note` } : {}), ...(error ? { "aria-invalid": true as const } : {}) })}
      {note ? (
        <p id={`${id}-note`} className={cx("text-xs", error ? "text-danger" : "text-ink-3")}>
          {note}
        </p>
      ) : null}
    </div>
  )
}
