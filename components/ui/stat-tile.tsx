import { ArrowDownRight, ArrowUpRight, Minus } from "lucide-react"
import Link from "next/link"
import type { ReactNode } from "react"
import { cx } from "./class-names"

/** Against the previous period; `isGood` says whether this direction is welcome, for fewer is sometimes better. */
type Delta = { text: string; direction: "up" | "down" | "same"; isGood: boolean | null }
type StatTileProps = { label: string; value: ReactNode; of?: ReactNode; delta?: Delta; note?: string | undefined; href?: string }

const ARROWS = { up: ArrowUpRight, down: ArrowDownRight, same: Minus }
const toneOf = (isGood: boolean | null): string => (isGood === null ? "text-ink-3" : isGood ? "text-ok" : "text-danger")

/** One number with what it is counted among, and, as a link, exactly the leads behind it. */
export function StatTile({ label, value, of, delta, note, href }: StatTileProps) {
  const Arrow = delta ? ARROWS[delta.direction] : null
  return (
    <div className="relative grid content-start gap-1 rounded-lg border border-line bg-raised px-3.5 py-3 shadow-xs has-[a:hover]:border-line-strong">
      <p className="text-xs text-ink-2">
        {href ? (
          <Link
            href={href}
            className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {label}
          </Link>
        ) : (
          label
        )}
      </p>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-xl font-semibold tracking-tight max-sm:text-lg">{value}</span>
        {of ? <span className="text-xs text-ink-3">{of}</span> : null}
      </p>
      {delta && Arrow ? (
        <p className={cx("flex flex-wrap items-center gap-x-1 text-xs", toneOf(delta.isGood))}>
          <Arrow aria-hidden className="size-3.5" />
          {delta.direction === "same" ? null : <span className="sr-only">{delta.direction}</span>}
          {delta.text}
          {delta.isGood === null ? null : <span>· {delta.isGood ? "better" : "worse"}</span>}
        </p>
      ) : note ? (
        <p className="text-xs text-ink-3">{note}</p>
      ) : null}
    </div>
  )
}
