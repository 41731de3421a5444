import Link from "next/link"
import type { ComponentProps } from "react"
import { cx } from "./class-names"
import { Spinner } from "./spinner"

export type ButtonLook = "primary" | "plain" | "quiet" | "danger"

const LOOKS: Record<ButtonLook, string> = {
  primary: "border-transparent bg-accent text-accent-ink shadow-xs hover:bg-accent-strong",
  plain: "border-line-strong/55 bg-raised text-ink shadow-xs hover:border-line-strong hover:bg-hover",
  quiet: "border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink",
  danger: "border-danger/50 bg-raised text-danger shadow-xs hover:border-danger hover:bg-danger-soft",
}

/** For what looks like a button and is none, such as a download link. */
export const buttonClass = (look: ButtonLook = "plain", size: "sm" | "md" = "md"): string =>
  cx(
    "relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-50",
    size === "sm" ? "h-control-sm px-2 text-xs" : "h-control px-3 text-sm",
    LOOKS[look],
  )

type Look = { look?: ButtonLook; size?: "sm" | "md" }
type ButtonProps = ComponentProps<"button"> & Look & { isBusy?: boolean }

/** While busy it keeps its width and its focus, turns a wheel, and takes no second press. */
export const Button = ({ look, size, className, type = "button", isBusy = false, children, onClick, ...rest }: ButtonProps) => (
  <button
    type={type}
    className={cx(buttonClass(look, size), className)}
    aria-disabled={isBusy || undefined}
    onClick={isBusy ? (event) => event.preventDefault() : onClick}
    {...rest}
  >
    {isBusy ? <Spinner label="Working" className="size-3.5" /> : null}
    {children}
  </button>
)

export const LinkButton = ({ look, size, className, ...rest }: ComponentProps<typeof Link> & Look) => (
  <Link className={cx(buttonClass(look, size), className)} {...rest} />
)

/** A square button with an icon alone; `label` is what it is called. */
export const IconButton = ({ label, className, ...rest }: ComponentProps<"button"> & { label: string }) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    className={cx(
      "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-50",
      className,
    )}
    {...rest}
  />
)
