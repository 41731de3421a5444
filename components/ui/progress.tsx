import { cx } from "./class-names"

const TONES = { accent: "bg-accent", ok: "bg-ok", warn: "bg-warn", danger: "bg-danger" }

type ProgressProps = { label: string; value: number; max: number; tone?: keyof typeof TONES; isLabelHidden?: boolean }

/** How far a known amount of work has come, with its numbers in words. */
export function Progress({ label, value, max, tone = "accent", isLabelHidden = false }: ProgressProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0
  const said = `${value.toLocaleString("en")} of ${max.toLocaleString("en")}`
  return (
    <div className="grid gap-1">
      {isLabelHidden ? null : (
        <div aria-hidden className="flex justify-between gap-3 text-xs">
          <span className="truncate text-ink-2">{label}</span>
          <span className="text-ink-3">{said}</span>
        </div>
      )}
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={said}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div className={cx("h-full rounded-full transition-[width] duration-300", TONES[tone])} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}
