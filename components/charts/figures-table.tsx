import Link from "next/link"
import { cx } from "@/components/ui/class-names"
import type { Cell, Figures } from "./figures"

/** The numbers of a chart as a table. A number that is a link leads to exactly the leads it counts. */
export function FiguresTable({ label, figures: { columns, rows } }: { label: string; figures: Figures }) {
  const noteRoom = columns.map((_, at) => Math.max(0, ...rows.map(({ cells }) => cells[at]?.note?.length ?? 0)))
  return (
    <div
      role="region"
      aria-label={`${label}: table`}
      tabIndex={0}
      className="scroll-hint relative max-h-96 min-w-0 overflow-auto focus-visible:-outline-offset-2"
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead className="text-xs text-ink-3">
          <tr>
            {columns.map((column, at) => (
              <th
                key={column.label}
                scope="col"
                title={column.hint}
                className={cx(
                  "sticky top-0 h-8 border-b border-line bg-raised px-2 font-medium whitespace-nowrap first:ps-0 last:pe-0",
                  at === 0 ? "start-0 z-20" : "z-10",
                  at === 0 || column.isText ? "text-start" : "text-end",
                )}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={cx("group hover:bg-hover", row.isQuiet && "text-ink-2")}>
              {row.cells.map((cell, at) => {
                const column = columns[at]
                const isText = at === 0 || column?.isText
                const Tag = at === 0 ? "th" : "td"
                return (
                  <Tag
                    key={column?.label ?? at}
                    {...(at === 0 ? { scope: "row" as const } : {})}
                    className={cx(
                      "h-row border-b border-line px-2 font-normal whitespace-nowrap first:ps-0 last:pe-0",
                      isText ? "text-start" : "text-end tabular-nums",
                      at === 0 && "sticky start-0 z-[5] bg-raised group-hover:bg-hover",
                    )}
                  >
                    {isText ? <Name cell={cell} isWide={column?.wraps ?? false} /> : <Value cell={cell} />}
                    {cell.note ? (
                      <span
                        className="ms-1.5 inline-block text-xs text-ink-3"
                        {...(isText ? {} : { style: { minWidth: `${(noteRoom[at] ?? 0) * 0.9}ch` } })}
                      >
                        {cell.note}
                      </span>
                    ) : null}
                  </Tag>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Value = ({ cell: { text, href, follow } }: { cell: Cell }) =>
  href ? (
    <Link href={href} className="rounded underline decoration-line-strong underline-offset-2 hover:decoration-ink">
      <bdi>{text}</bdi>
      <span className="sr-only">: {follow ?? "show these leads"}</span>
    </Link>
  ) : (
    <bdi>{text}</bdi>
  )

const NAME_MAX = 24

/** A long name goes over several lines, for a cut one cannot be read by touch. Every name begins on the same side. */
const Name = ({ cell, isWide }: { cell: Cell; isWide: boolean }) =>
  !cell.href && cell.text.length > NAME_MAX ? (
    <bdi className={cx("block w-max max-w-36 py-1 text-left wrap-anywhere whitespace-normal", isWide ? "sm:max-w-96" : "sm:max-w-44")}>
      {cell.text}
    </bdi>
  ) : (
    <Value cell={cell} />
  )
