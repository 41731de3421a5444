import { useId, type ComponentProps, type ReactNode } from "react"
import { cx } from "./class-names"

/** The look of whatever can be typed in; other controls of the same shape use it too. */
const CONTROL =
  "w-full rounded-md border border-field bg-raised px-2.5 text-sm text-ink transition-colors hover:border-ink-3 focus-visible:-outline-offset-1 disabled:opacity-50 aria-invalid:border-danger"

/** In a form its edge is that of the inputs beside it; in a toolbar the chevron is enough to know it by. */
const SELECT =
  "h-control select-chevron pe-7 in-[header]:border-line-strong/55 in-[header]:hover:border-line-strong in-[[role=search]]:border-line-strong/55 in-[[role=search]]:hover:border-line-strong"

export const Input = ({ className, ...rest }: ComponentProps<"input">) => (
  <input className={cx(CONTROL, "h-control", className)} {...rest} />
)

export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea className={cx(CONTROL, "min-h-20 py-1.5", className)} {...rest} />
)

export const Select = ({ className, ...rest }: ComponentProps<"select">) => <select className={cx(CONTROL, SELECT, className)} {...rest} />

type FieldProps = {
  label: string
  hint?: ReactNode
  error?: string | undefined
  children: (props: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode
}

/** A label, its control, and one line below it: what is wrong, or a hint. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="grid content-start gap-1">
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
