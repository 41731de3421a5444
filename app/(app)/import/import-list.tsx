import Link from "next/link"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { ImportView } from "@/lib/imports/queries"
import { STATE_WORDS } from "./words"

const HEADS = ["File", "State", "Rows", "New", "Update", "Review", "Not imported", "When", "By"]
const CELL = "h-row border-b border-line px-3 whitespace-nowrap first:ps-4 last:pe-4"

/** Every file that came in, with what became of its rows. */
export const ImportList = ({ imports }: { imports: readonly ImportView[] }) => (
  <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Imports">
    <table className="w-full border-separate border-spacing-0 text-sm">
      <thead className="text-xs text-ink-3">
        <tr>
          {HEADS.map((title, at) => (
            <th
              key={title}
              scope="col"
              className={`border-b border-line px-3 py-2 font-medium whitespace-nowrap first:ps-4 ${at >= 2 && at <= 6 ? "text-end" : "text-start"}`}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {imports.map((one) => {
          const { label, tone } = STATE_WORDS[one.state]
          const counts = one.counts ?? one.checkCounts
          const numbers = counts ? [counts.new, counts.update, counts.review, counts.unreadable + counts.failed] : [null, null, null, null]
          return (
            <tr key={one.id} className="hover:bg-hover">
              <td className={`${CELL} max-w-xs truncate`}>
                <Link href={`/import/${one.id}`} className="font-medium hover:underline">
                  <bdi dir="auto">{one.fileName}</bdi>
                </Link>
              </td>
              <td className={CELL}>
                <Badge tone={tone}>{label}</Badge>
              </td>
              <td className={`${CELL} text-end`}>{one.rowCount?.toLocaleString("en") ?? ""}</td>
              {numbers.map((n, at) => (
                <td
                  key={HEADS[at + 3]}
                  className={`${CELL} text-end ${one.counts ? "" : "text-ink-3"}`}
                  title={one.counts ? undefined : "As the check foresees"}
                >
                  {n?.toLocaleString("en") ?? ""}
                </td>
              ))}
              <td className={CELL}>
                <Clock iso={one.createdAt} />
              </td>
              <td className={`${CELL} text-ink-2`}>{one.createdBy ?? "Command line"}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  </div>
)
