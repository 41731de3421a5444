import { Check, Minus } from "lucide-react"
import { Clock } from "@/components/ui/time"
import type { RoutingStep, SkipReason } from "@/lib/core/routing/route-lead"

const SKIPPED: Record<SkipReason, string> = {
  gone: "has left",
  paused: "not available",
  away: "out of office",
  open_cap: "full",
  day_cap: "enough new leads today",
  language: "doesn't speak the language",
  off_hours: "not at work",
  excluded: "had it until now",
}

/** Which rules were asked, what each answered, and who was skipped for what. */
export const ReceiptSteps = ({ steps }: { steps: readonly RoutingStep[] }) => (
  <ol className="grid gap-1.5 text-sm">
    {steps.map((step, at) => (
      <li key={`${at}:${step.rule}`} className="grid grid-cols-[1rem_1fr] gap-x-1.5">
        {step.matched ? (
          <Check aria-label="matched" className="mt-0.5 size-3.5 text-ok" />
        ) : (
          <Minus aria-label="not matched" className="mt-0.5 size-3.5 text-ink-3" />
        )}
        <span className="min-w-0">
          <span className={step.matched ? "font-medium" : "text-ink-2"}>{step.rule}</span>
          <span className="text-ink-3"> · {step.why}</span>
          {step.skipped?.map(({ name, why, detail }) => (
            <span key={`${name}:${why}`} className="block text-xs text-ink-2">
              Skipped <bdi dir="auto">{name}</bdi>: {SKIPPED[why]}
              {detail ? (
                why === "away" ? (
                  <>
                    {" "}
                    (until <Clock iso={detail} />)
                  </>
                ) : (
                  ` (${detail})`
                )
              ) : (
                ""
              )}
            </span>
          ))}
        </span>
      </li>
    ))}
  </ol>
)
