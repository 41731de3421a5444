import Link from "next/link"
import { cx } from "@/components/ui/class-names"
import { importRowsAddress } from "@/lib/core/filters/imports"
import { IMPORT_OUTCOMES, type ImportCounts, type ImportOutcome } from "@/lib/core/imports/states"
import { OUTCOME_WORDS } from "@/app/(app)/import/words"

type Props = { importId: string; counts: ImportCounts; chosen: ImportOutcome | null; isForecast: boolean }

const SHOWN_WHEN_ANY: readonly ImportOutcome[] = ["failed", "repeat", "suppressed"]

/** How many rows became what; a tile narrows the table below down to its rows. */
export function OutcomeTiles({ importId, counts, chosen, isForecast }: Props) {
  const shown = IMPORT_OUTCOMES.filter((outcome) => counts[outcome] > 0 || !SHOWN_WHEN_ANY.includes(outcome))
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
  return (
    <ul
      aria-label={isForecast ? "What the import would do" : "What the import did"}
      className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6"
    >
      {shown.map((outcome) => {
        const { label, hint } = OUTCOME_WORDS[outcome]
        const isChosen = outcome === chosen
        return (
          <li key={outcome}>
            <Link
              href={importRowsAddress.href({ outcome: isChosen ? null : outcome }, `/import/${importId}`)}
              scroll={false}
              aria-current={isChosen ? "true" : undefined}
              className={cx(
                "grid h-full content-start gap-0.5 rounded-lg border bg-raised px-3.5 py-2.5 shadow-xs hover:border-line-strong",
                isChosen ? "border-accent" : "border-line",
              )}
            >
              <span className="text-xs text-ink-2">{label}</span>
              <span className="flex flex-wrap items-baseline gap-x-2">
                <span className="text-xl font-semibold tracking-tight">{counts[outcome].toLocaleString("en")}</span>
                <span className="text-xs text-ink-3">of {total.toLocaleString("en")}</span>
              </span>
              <span className="text-xs text-ink-3">{hint}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
