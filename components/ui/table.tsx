import { ArrowDown, ArrowUp } from "lucide-react"
import Link from "next/link"
import type { ComponentProps, ReactNode } from "react"
import { cx } from "./class-names"

type TableProps = { label: string; density?: "compact" | "relaxed"; children: ReactNode; className?: string }

/** Scrolls by itself in both directions, also by keyboard; the head stays in view. */
export const Table = ({ label, density, children, className }: TableProps) => (
  <div
    role="region"
    aria-label={label}
    tabIndex={0}
    data-density={density}
    className={cx("min-h-0 overflow-auto focus-visible:-outline-offset-2", className)}
  >
    <table className="w-full border-separate border-spacing-0 text-sm">{children}</table>
  </div>
)

export const THead = ({ children }: { children: ReactNode }) => (
  <thead className="sticky top-0 z-10 bg-surface text-xs text-ink-3">
    <tr>{children}</tr>
  </thead>
)

type Sort = { href: string; direction: "ascending" | "descending" | null }
type ThProps = { children: ReactNode; sort?: Sort; isNumeric?: boolean; isHidden?: boolean; className?: string }

/** A head that sorts is a link, for the order lives in the address. */
export const Th = ({ children, sort, isNumeric = false, isHidden = false, className }: ThProps) => (
  <th
    scope="col"
    aria-sort={sort?.direction ?? undefined}
    className={cx(
      "h-8 border-b border-line px-3 font-medium whitespace-nowrap first:ps-4 last:pe-4",
      isNumeric ? "text-end" : "text-start",
      className,
    )}
  >
    {sort ? (
      <Link
        href={sort.href}
        replace
        className={cx("group -mx-1 inline-flex items-center gap-1 rounded px-1 hover:text-ink", sort.direction && "text-ink")}
      >
        {children}
        {sort.direction === "ascending" ? (
          <ArrowUp aria-hidden className="size-3" />
        ) : (
          <ArrowDown
            aria-hidden
            className={cx("size-3", !sort.direction && "opacity-0 group-hover:opacity-50 group-focus-visible:opacity-50")}
          />
        )}
      </Link>
    ) : isHidden ? (
      <span className="sr-only">{children}</span>
    ) : (
      children
    )}
  </th>
)

export const Tr = ({ isSelected, className, ...rest }: ComponentProps<"tr"> & { isSelected?: boolean }) => (
  <tr
    data-selected={isSelected || undefined}
    className={cx("hover:bg-hover focus-within:bg-hover data-selected:bg-accent-soft", className)}
    {...rest}
  />
)

export const Td = ({ isNumeric = false, className, ...rest }: ComponentProps<"td"> & { isNumeric?: boolean }) => (
  <td
    className={cx(
      "h-row border-b border-line px-3 whitespace-nowrap first:ps-4 last:pe-4",
      isNumeric && "text-end tabular-nums",
      className,
    )}
    {...rest}
  />
)
