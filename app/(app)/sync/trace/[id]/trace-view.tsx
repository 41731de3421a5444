import Link from "next/link"
import { HOUR_MS } from "@/lib/core/time"
import { CopyButton } from "@/components/ui/copy-button"
import { cx } from "@/components/ui/class-names"
import { ExactTime } from "@/components/ui/time"
import type { TraceCall, TraceFact, TraceStep, TraceTone } from "@/lib/sync/trace/trace-types"

const DOTS: Record<TraceTone, string> = {
  ok: "bg-ok",
  accent: "bg-accent",
  warn: "bg-warn",
  danger: "bg-danger",
  neutral: "bg-ink-3",
}

/** "+0.4 s", "+3 min": how long after the first moment. */
function after(iso: string, start: string): string {
  const ms = Date.parse(iso) - Date.parse(start)
  if (ms <= 0) return ""
  if (ms < 1_000) return `+${ms} ms`
  if (ms < 60_000) return `+${(ms / 1_000).toFixed(1)} s`
  if (ms < HOUR_MS) return `+${Math.round(ms / 60_000)} min`
  return `+${Math.round(ms / HOUR_MS)} h`
}

/** Steps in order along a line, each with when, what, and what is known of it. */
export const TraceLine = ({ label, steps, startedAt }: { label: string; steps: readonly TraceStep[]; startedAt: string | null }) => (
  <ol aria-label={label} className="grid">
    {steps.map((step, at) => (
      <li key={step.key} className="grid grid-cols-[0.75rem_minmax(0,1fr)] gap-x-3">
        <span aria-hidden className="grid grid-rows-[1.25rem_1fr] justify-items-center">
          <span className={cx("mt-1.5 size-2.5 rounded-full", DOTS[step.tone])} />
          {at === steps.length - 1 ? null : <span className="w-px bg-line-strong/60" />}
        </span>
        <div className="grid min-w-0 gap-1 pb-4">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <h3 className={cx("text-sm font-medium", step.tone === "danger" && "text-danger")}>{step.title}</h3>
            {step.at ? (
              <span className="text-xs text-ink-3 tabular-nums">
                <ExactTime iso={step.at} /> {startedAt ? after(step.at, startedAt) : ""}
              </span>
            ) : null}
          </div>
          <Facts facts={step.facts} />
          {step.calls ? <Calls calls={step.calls} /> : null}
          {step.values && step.values.length > 0 ? <Values values={step.values} /> : null}
        </div>
      </li>
    ))}
  </ol>
)

const Facts = ({ facts }: { facts: readonly TraceFact[] }) =>
  facts.length === 0 ? null : (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
      {facts.map(({ label, value, href, isCode }, at) => (
        <div key={`${label} ${at}`} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className={cx("min-w-0 break-words text-ink-2", isCode && "font-mono break-all")} dir="auto">
            {href ? (
              <Link href={href} className="text-accent underline">
                {value}
              </Link>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  )

const Calls = ({ calls }: { calls: readonly TraceCall[] }) => (
  <div className="overflow-x-auto rounded-md border border-line" tabIndex={0} role="region" aria-label="Calls">
    <table className="w-full min-w-[34rem] text-xs">
      <thead className="text-ink-3">
        <tr>
          {["Call", "Status", "Took", "Correlation id"].map((title) => (
            <th key={title} scope="col" className="px-2 py-1 text-start font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {calls.map(({ id, operation, status, problem, durationMs, correlationId }) => (
          <tr key={id} className="border-t border-line">
            <td className="px-2 py-1 font-mono whitespace-nowrap">{operation}</td>
            <td className={cx("px-2 py-1 whitespace-nowrap", problem ? "text-danger" : "text-ink-2")}>
              {status ?? "no answer"}
              {problem ? `, ${problem.replaceAll("_", " ")}` : ""}
            </td>
            <td className="px-2 py-1 whitespace-nowrap text-ink-2 tabular-nums">{durationMs} ms</td>
            <td className="px-2 py-0.5 text-ink-2">
              {correlationId ? (
                <span className="flex items-center gap-1">
                  <code className="truncate">{correlationId}</code>
                  <CopyButton value={correlationId} what="correlation id" />
                </span>
              ) : (
                "none"
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Values = ({ values }: { values: NonNullable<TraceStep["values"]> }) => (
  <details>
    <summary className="cursor-pointer text-xs text-ink-2">What both sides said when they last agreed ({values.length} values)</summary>
    <div className="mt-1 overflow-x-auto rounded-md border border-line" tabIndex={0} role="region" aria-label="Agreed values">
      <table className="w-full min-w-[28rem] text-xs">
        <thead className="text-ink-3">
          <tr>
            {["Field", "Here", "There"].map((title) => (
              <th key={title} scope="col" className="px-2 py-1 text-start font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {values.map(({ field, ours, theirs, isSame }) => (
            <tr key={field} className="border-t border-line">
              <th scope="row" className="px-2 py-1 text-start font-normal whitespace-nowrap text-ink-2">
                {field}
              </th>
              <td className="px-2 py-1 break-all" dir="auto">
                {ours || "nothing"}
              </td>
              <td className={cx("px-2 py-1 break-all", isSame ? "text-ink-3" : "text-warn")} dir="auto">
                {isSame ? "the same" : theirs || "nothing"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)
