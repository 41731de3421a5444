import Link from "next/link"
import { cx } from "@/components/ui/class-names"
import type { Figures } from "./cells"

const NAME_MAX = 32

/** The numbers of a chart, for everybody. A number that is a link leads to exactly the leads it counts. */
export const FiguresTable = ({ label, figures: { columns, rows } }: { label: string; figures: Figures }) => (
  <div
    role="region"
    aria-label={`${label}: table`}
    tabIndex={0}
    className="relative max-h-96 min-w-0 overflow-auto focus-visible:-outline-offset-2"
  >
    <table className="w-full border-separate border-spacing-0 text-sm">
      <thead className="sticky top-0 z-10 bg-raised text-xs text-ink-3">
        <tr>
          {columns.map((column, at) => (
            <th
              key={column.label}
              scope="col"
              title={column.hint}
              className={cx(
                "h-8 border-b border-line px-2 font-medium whitespace-nowrap first:ps-0 last:pe-0",
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
          <tr key={row.key} className={cx("hover:bg-hover", row.isQuiet && "text-ink-2")}>
            {row.cells.map((cell, at) => {
              const column = columns[at]
              const isText = at === 0 || column?.isText
              const Tag = at === 0 ? "th" : "td"
              return (
                <Tag
                  key={column?.label ?? at}
                  {...(at === 0 ? { scope: "row" as const } : {})}
                  className={cx(
                    "h-row border-b border-line px-2 font-normal first:ps-0 last:pe-0",
                    isText ? "text-start" : "text-end tabular-nums",
                    column?.wraps ? "min-w-48 py-1.5" : "whitespace-nowrap",
                  )}
                >
                  {isText && !column?.wraps && cell.text.length > NAME_MAX ? (
                    <bdi title={cell.text} className="block max-w-60 truncate">
                      {cell.text}
                    </bdi>
                  ) : cell.href ? (
                    <Link href={cell.href} className="rounded underline decoration-line-strong underline-offset-2 hover:decoration-ink">
                      <bdi>{cell.text}</bdi>
                      <span className="sr-only">: {cell.follow ?? "show these leads"}</span>
                    </Link>
                  ) : (
                    <bdi>{cell.text}</bdi>
                  )}
                  {cell.note ? <span className="ms-1.5 text-xs text-ink-3">{cell.note}</span> : null}
                </Tag>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
