import type { SequenceDraft } from "@/lib/core/nurture/sequence"
import type { SequenceTotals, StepResult } from "@/lib/nurture/sequences/results"
import { CHANNEL_WORDS, delayWords } from "@/components/settings/nurture-words"

type Props = {
  sequence: SequenceDraft & { version: number }
  steps: readonly StepResult[]
  totals: readonly SequenceTotals[]
}

const COLUMNS = ["Sent", "Tasks", "Left out", "Failed", "Replied", "Exited", "Opted out", "Bookings"] as const

/** What each step led to: the version in force step by step, and those before it as a line each. */
export function StepResults({ sequence, steps, totals }: Props) {
  const now = totals.find(({ version }) => version === sequence.version)
  const before = totals.filter(({ version }) => version !== sequence.version)
  return (
    <div className="grid gap-2">
      <p className="text-sm text-ink-2">
        {now
          ? `${now.entered} entered, ${now.active} under way, ${now.done} to the end, ${now.exited} left early.`
          : "No lead has entered this version yet."}
      </p>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`Results of ${sequence.name}`}>
        <table className="w-full text-sm">
          <thead>
            <tr className="text-xs text-ink-3">
              <th scope="col" className="py-1 pe-3 text-start font-medium">
                Step
              </th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="px-2 py-1 text-end font-medium whitespace-nowrap">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sequence.steps.map((step, index) => {
              const number = index + 1
              const result = steps.find((one) => one.version === sequence.version && one.step === number)
              return (
                <tr key={number} className="border-t border-line">
                  <th scope="row" className="py-1 pe-3 text-start font-normal whitespace-nowrap">
                    {number}. {CHANNEL_WORDS[step.channel]} <span className="text-ink-3">{delayWords(step.delayHours)}</span>
                  </th>
                  {countsOf(result).map((count, at) => (
                    <td key={COLUMNS[at]} className="px-2 py-1 text-end tabular-nums">
                      {count}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {before.length > 0 ? (
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-2">Earlier versions</summary>
          <ul className="mt-1 grid gap-0.5 text-ink-2">
            {before.map(({ version, entered, active, done, exited }) => {
              const own = steps.filter((one) => one.version === version)
              const sum = (pick: (one: StepResult) => number) => own.reduce((total, one) => total + pick(one), 0)
              return (
                <li key={version}>
                  Version {version}: {entered} entered, {active} under way, {done} to the end, {exited} left early; {sum((one) => one.sent)}{" "}
                  sent, {sum((one) => one.replied)} replies, {sum((one) => one.bookings)} bookings
                </li>
              )
            })}
          </ul>
        </details>
      ) : null}
    </div>
  )
}

const countsOf = (result: StepResult | undefined): number[] =>
  result
    ? [result.sent, result.tasks, result.skipped, result.failed, result.replied, result.exited, result.optedOut, result.bookings]
    : COLUMNS.map(() => 0)
