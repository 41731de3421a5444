import type { ReactNode } from "react"
import { cx } from "./class-names"

export type Tone = "neutral" | "accent" | "ok" | "warn" | "danger"

const TONES: Record<Tone, string> = {
  neutral: "bg-sunken text-ink-2 border-line",
  accent: "bg-accent-soft text-accent border-transparent",
  ok: "bg-ok-soft text-ok border-transparent",
  warn: "bg-warn-soft text-warn border-transparent",
  danger: "bg-danger-soft text-danger border-transparent",
}

/** A word of state. The colour repeats what the word says and never says it alone. */
export const Badge = ({ tone = "neutral", title, children }: { tone?: Tone; title?: string; children: ReactNode }) => (
  <span
    title={title}
    className={cx("inline-flex h-5 items-center gap-1 rounded border px-1.5 text-xs font-medium whitespace-nowrap", TONES[tone])}
  >
    {children}
  </span>
)
