"use client"

import { useTranslations } from "use-intl/react"
import type { SequenceDraft } from "@/lib/core/nurture/sequence"
import type { SequenceTotals, StepResult } from "@/lib/nurture/sequences/results"

type Props = {
  sequence: SequenceDraft & { version: number }
  steps: readonly StepResult[]
  totals: readonly SequenceTotals[]
}

const COLUMNS = [
  "sent",
  "tasks",
  "skipped",
  "failed",
  "replied",
  "exited",
  "optedOut",
  "bookings",
] as const satisfies readonly (keyof StepResult)[]

/** What each step led to: the version in force step by step, and those before it as a line each. */
export function StepResults({ sequence, steps, totals }: Props) {
  const t = useTranslations("nurture.results")
  const channelName = useTranslations("nurture.channel")
  const delay = useTranslations("nurture.delay")
  const now = totals.find(({ version }) => version === sequence.version)
  const before = totals.filter(({ version }) => version !== sequence.version)
  return (
    <div className="grid gap-2">
      <p className="text-sm text-ink-2">{now ? t("now", countsIn(now)) : t("none")}</p>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("label", { name: sequence.name })}>
        <table className="w-full text-sm">
          <thead>
            <tr className="text-xs text-ink-3">
              <th scope="col" className="py-1 pe-3 text-start font-medium">
                {t("step")}
              </th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="px-2 py-1 text-end font-medium whitespace-nowrap">
                  {t(`columns.${column}`)}
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
                    {t("stepName", { number: String(number), channel: channelName(step.channel) })}{" "}
                    <span className="text-ink-3">
                      {isInDays(step.delayHours)
                        ? delay("days", { days: step.delayHours / 24 })
                        : delay("hours", { hours: step.delayHours })}
                    </span>
                  </th>
                  {COLUMNS.map((column) => (
                    <td key={column} className="px-2 py-1 text-end tabular-nums">
                      {result?.[column] ?? 0}
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
          <summary className="cursor-pointer text-ink-2">{t("earlier")}</summary>
          <ul className="mt-1 grid gap-0.5 text-ink-2">
            {before.map((total) => {
              const own = steps.filter((one) => one.version === total.version)
              const sum = (column: (typeof COLUMNS)[number]) => own.reduce((all, one) => all + one[column], 0)
              return (
                <li key={total.version}>
                  {t("version", {
                    version: String(total.version),
                    ...countsIn(total),
                    sent: String(sum("sent")),
                    replied: sum("replied"),
                    bookings: sum("bookings"),
                  })}
                </li>
              )
            })}
          </ul>
        </details>
      ) : null}
    </div>
  )
}

const countsIn = ({ entered, active, done, exited }: SequenceTotals) => ({
  entered: String(entered),
  active: String(active),
  done: String(done),
  exited: String(exited),
})

const isInDays = (hours: number): boolean => hours > 0 && hours % 24 === 0
