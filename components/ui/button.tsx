import Link from "next/link"
import type { ComponentProps } from "react"
import { cx } from "./class-names"

export type ButtonLook = "primary" | "plain" | "quiet" | "danger"

const LOOKS: Record<ButtonLook, string> = {
  primary: "bg-accent text-accent-ink hover:brightness-110 border-transparent",
  plain: "bg-raised text-ink border-line-strong/60 hover:bg-hover",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink",
  danger: "bg-raised text-danger border-danger/50 hover:bg-danger-soft",
}

export const buttonClass = (look: ButtonLook = "plain", size: "sm" | "md" = "md"): string =>
  cx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50 disabled:pointer-events-none",
    size === "sm" ? "h-7 px-2 text-xs" : "h-8 px-3 text-sm",
    LOOKS[look],
  )

type Look = { look?: ButtonLook; size?: "sm" | "md" }

export const Button = ({ look, size, className, type = "button", ...rest }: ComponentProps<"button"> & Look) => (
  <button type={type} className={cx(buttonClass(look, size), className)} {...rest} />
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
      "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-50",
      className,
    )}
    {...rest}
  />
)
