import type { ReactNode } from "react"
import { cx } from "@/components/ui/class-names"
import { Age } from "@/components/ui/time"
import type { ReviewStats } from "@/lib/duplicates/items/review-stats"
import { CERTAINTY_TEXT } from "@/components/review/reasons"

/** How the queue stands, in one line. */
export function ReviewStrip({ stats, now }: { stats: ReviewStats; now: string }) {
  const decided = stats.agreement.reduce((sum, row) => sum + row.decided, 0)
  const merged = stats.agreement.reduce((sum, row) => sum + row.merged, 0)
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-0.5 border-b border-line px-4 py-1.5 text-xs">
      <Figure label="wait" value={stats.open.toLocaleString("en")} />
      {stats.oldest ? <Figure label="oldest" value={<Age iso={stats.oldest} now={now} />} isFirst /> : null}
      {stats.asleep > 0 ? <Figure label="put aside" value={stats.asleep.toLocaleString("en")} /> : null}
      {stats.claimed > 0 ? <Figure label="with colleagues" value={stats.claimed.toLocaleString("en")} /> : null}
      <Figure label="answered in 7 days" value={stats.decidedThisWeek.toLocaleString("en")} />
      {decided > 0 ? (
        <Figure
          label={
            decided === 1
              ? "of the 1 pair in 90 days was one person"
              : `of ${decided.toLocaleString("en")} pairs in 90 days were one person`
          }
          value={`${Math.round((merged / decided) * 100)}%`}
        />
      ) : null}
    </dl>
  )
}

const Figure = ({ label, value, isFirst = false }: { label: string; value: ReactNode; isFirst?: boolean }) => (
  <div className={cx("flex gap-1", isFirst ? "flex-row" : "flex-row-reverse")}>
    <dt className="text-ink-3">{label}</dt>
    <dd className="font-medium">{value}</dd>
  </div>
)

/** For each reviewer and band of certainty: how often the pair was one person. A band far from its promise needs a look. */
export function AgreementTable({ rows }: { rows: ReviewStats["agreement"] }) {
  const reviewers = [...new Map(rows.map(({ reviewerId, reviewer }) => [reviewerId, reviewer]))]
  if (reviewers.length === 0) return null
  const bands = Object.entries(CERTAINTY_TEXT)
  return (
    <div className="overflow-x-auto">
      <table className="text-sm">
        <caption className="pb-1 text-start text-xs text-ink-3">
          Pairs found to be one person, by what the matcher thought, last 90 days
        </caption>
        <thead className="text-xs text-ink-3">
          <tr>
            <th scope="col" className="pe-4 text-start font-medium">
              Reviewer
            </th>
            {bands.map(([id, text]) => (
              <th key={id} scope="col" className="px-3 text-end font-medium">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reviewers.map(([id, name]) => (
            <tr key={id}>
              <th scope="row" className="pe-4 text-start font-normal">
                {name}
              </th>
              {bands.map(([band]) => {
                const row = rows.find(({ reviewerId, certainty }) => reviewerId === id && certainty === band)
                return (
                  <td key={band} className="px-3 text-end whitespace-nowrap tabular-nums">
                    {row ? (
                      <>
                        {Math.round((row.merged / row.decided) * 100)} % <span className="text-xs text-ink-3">of {row.decided}</span>
                      </>
                    ) : (
                      <span className="text-ink-3">–</span>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
