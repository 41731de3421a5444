"use client"

import { toast } from "sonner"
import { CHANNEL_WORDS, EXIT_WORDS, reasonWords, STATE_WORDS } from "@/components/settings/nurture-words"
import { useServerAction } from "@/components/action/use-server-action"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import type { LeadNurture as Enrolment } from "@/lib/nurture/sequences/queries"
import { stopNurtureAction } from "../actions"

type Props = {
  leadId: string
  enrolments: readonly Enrolment[]
  mayStop: boolean
}

/** Which sequence the lead is in, what comes next, and what went out; nothing for a lead that never was in one. */
export function LeadNurture({ leadId, enrolments, mayStop }: Props) {
  const stop = useServerAction(stopNurtureAction, {
    onSuccess: () => void toast.success("Stopped. No sequence writes to this lead any more."),
  })
  const [latest, ...earlier] = enrolments
  if (!latest) return null
  return (
    <section aria-label="Nurture" className="mb-5 grid gap-2 text-sm">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-xs font-medium text-ink-3">Nurture</h2>
        {latest.state === "active" && mayStop ? (
          <Button size="sm" look="quiet" isBusy={stop.isPending} onClick={() => stop.execute({ leadId })}>
            Stop nurturing
          </Button>
        ) : null}
      </div>
      <div className="grid gap-1 rounded-lg border border-line bg-raised px-2.5 py-1.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium" dir="auto">
            {latest.sequence}
          </span>
          {latest.state === "active" && latest.isPaused ? <Badge tone="warn">paused</Badge> : null}
        </p>
        <p className="text-ink-2">{standingOf(latest)}</p>
        {latest.next ? (
          <p className="text-ink-2">
            Next: step {latest.next.number} of {latest.stepsTotal}, {CHANNEL_WORDS[latest.next.channel]}, <Clock iso={latest.next.at} />
          </p>
        ) : null}
        <ol className="grid gap-0.5 text-xs text-ink-3">
          {latest.sends.map(({ number, channel, state, reason, at }) => (
            <li key={number}>
              {number}. {CHANNEL_WORDS[channel]}: {STATE_WORDS[state]}
              {reason ? ` (${reasonWords(reason)})` : ""} <Clock iso={at} />
            </li>
          ))}
        </ol>
      </div>
      {earlier.length > 0 ? (
        <p className="text-xs text-ink-3">
          Earlier: {earlier.map((one) => `${one.sequence} (${standingOf(one).toLowerCase().replace(/\.$/, "")})`).join(", ")}
        </p>
      ) : null}
    </section>
  )
}

function standingOf({ state, exitReason }: Enrolment): string {
  if (state === "active") return "Under way."
  if (state === "done") return "Went to its end."
  return `Left: ${exitReason ? EXIT_WORDS[exitReason] : "stopped"}.`
}
