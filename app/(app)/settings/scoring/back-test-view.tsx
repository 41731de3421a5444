import Link from "next/link"
import { ArrowRight } from "lucide-react"
import { ScoreBadge } from "@/components/lead/score-badge"
import type { BackTest } from "@/lib/scoring/back-test"

const BAND_NAMES = { high: "high priority", normal: "normal", nurture: "nurture" } as const

const number = (value: number): string => value.toLocaleString("en")
const leads = (count: number): string => (count === 1 ? "1 lead" : `${number(count)} leads`)
const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 100)}%`

/** What the rules in the editor would do to the leads there are. */
export function BackTestView({ result, isStale }: { result: BackTest; isStale: boolean }) {
  const { bookings } = result
  return (
    <div className={isStale ? "grid gap-3 opacity-60" : "grid gap-3"}>
      <p className="text-base font-medium">
        {result.bandsChanged === 0
          ? "No lead changes band."
          : `${leads(result.bandsChanged)} ${result.bandsChanged === 1 ? "changes" : "change"} band.`}{" "}
        <span className="text-sm font-normal text-ink-2">
          {result.looked < result.total
            ? `Of the ${number(result.looked)} most recently active, out of ${number(result.total)}; ${number(result.scoresChanged)} change score.`
            : `Of ${leads(result.total)}; ${number(result.scoresChanged)} change score.`}
        </span>
      </p>
      <Moves moves={result.moves} />
      <p className="text-sm text-ink-2">
        {bookings.leads === 0 ? (
          "No lead has booked in the last quarter, so there is nothing to test against yet."
        ) : (
          <>
            Of {bookings.leads === 1 ? "the 1 lead" : `the ${number(bookings.leads)} leads`} that booked in the last quarter,{" "}
            <strong className="font-medium text-ink">{percent(bookings.highThen, bookings.leads)}</strong> would have been high priority
            before they booked; by the rules in force {percent(bookings.highNow, bookings.leads)}.
          </>
        )}
      </p>
      {result.sample.length > 0 ? (
        <div className="grid gap-1">
          <h4 className="text-xs font-medium text-ink-3">Leads that would change band</h4>
          <ul className="grid">
            {result.sample.map(({ id, name, from, to }) => (
              <li key={id} className="flex items-center gap-2 py-0.5 text-sm">
                <Link href={`/leads/${id}`} target="_blank" className="min-w-0 truncate text-accent underline">
                  <bdi dir="auto">{name ?? "Without a name"}</bdi>
                </Link>
                <span className="ms-auto inline-flex shrink-0 items-center gap-1">
                  <ScoreBadge score={from.score} band={from.band} />
                  <ArrowRight aria-label="to" className="size-3 text-ink-3 rtl:rotate-180" />
                  <ScoreBadge score={to.score} band={to.band} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

const BAND_ORDER = ["high", "normal", "nurture"] as const

/** How many leads each band has now and would have, and who goes where. */
function Moves({ moves }: Pick<BackTest, "moves">) {
  const total = (side: "from" | "to", band: string) =>
    moves.filter((move) => move[side] === band).reduce((sum, { leads: count }) => sum + count, 0)
  return (
    <table className="w-full text-sm">
      <thead className="text-xs text-ink-3">
        <tr>
          {["Priority", "Now", "After", "Comes from"].map((title, at) => (
            <th key={title} scope="col" className={`py-1 font-medium ${at === 1 || at === 2 ? "text-end" : "text-start last:ps-4"}`}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {BAND_ORDER.map((band) => (
          <tr key={band} className="border-t border-line">
            <th scope="row" className="py-1 text-start font-normal">
              {BAND_NAMES[band]}
            </th>
            <td className="py-1 text-end">{number(total("from", band))}</td>
            <td className="py-1 text-end font-medium">{number(total("to", band))}</td>
            <td className="py-1 ps-4 text-xs text-ink-3">
              {moves
                .filter(({ from, to }) => to === band && from !== band)
                .map(({ from, leads: count }) => `${number(count)} ${BAND_NAMES[from]}`)
                .join(", ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
