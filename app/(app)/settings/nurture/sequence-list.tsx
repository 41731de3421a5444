"use client"

import { Sprout } from "lucide-react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Badge } from "@/components/ui/badge"
import { Button, LinkButton } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/states"
import { nurtureAddress } from "@/lib/core/filters/nurture"
import type { SequenceDraft } from "@/lib/core/nurture/sequence"
import type { SequenceTotals, StepResult } from "@/lib/nurture/sequences/results"
import { enableSequenceAction, enrolWaitingAction } from "./actions"
import { StepResults } from "./step-results"

type Sequence = SequenceDraft & { id: string; enabled: boolean; version: number }

type Props = {
  sequences: readonly Sequence[]
  results: { steps: readonly StepResult[]; totals: readonly SequenceTotals[]; replyDays: number; bookingDays: number }
}

/** Every sequence with its switch and what its steps led to. */
export function SequenceList({ sequences, results }: Props) {
  const t = useTranslations("nurture.list")
  const enable = useServerAction(enableSequenceAction)
  const enrolWaiting = useServerAction(enrolWaitingAction)
  const isBusy = enable.isPending || enrolWaiting.isPending
  if (sequences.length === 0)
    return (
      <EmptyState icon={Sprout} title={t("empty")}>
        {t("emptyHint")}
      </EmptyState>
    )
  const toggle = async ({ id, name, enabled }: Sequence) => {
    const outcome = await enable.executeAsync({ id, enabled: !enabled })
    if (!outcome.ok) return
    toast.success(t(enabled ? "pausedNow" : "turnedOn", { name, count: outcome.data.active }))
  }
  const enrol = async ({ id, name }: Sequence) => {
    const outcome = await enrolWaiting.executeAsync({ id })
    if (outcome.ok) toast.success(t("enrolling", { name }))
  }
  return (
    <div className="grid gap-4">
      {sequences.map((sequence) => (
        <section key={sequence.id} aria-label={sequence.name} className="grid gap-3 rounded-lg border border-line bg-raised p-4">
          <div className="flex flex-wrap items-center gap-2">
            <h3 className="font-semibold" dir="auto">
              {sequence.name}
            </h3>
            <Badge tone={sequence.enabled ? "ok" : "neutral"}>{t(sequence.enabled ? "on" : "off")}</Badge>
            <span className="text-xs text-ink-3">{t("version", { version: String(sequence.version) })}</span>
            <span className="ms-auto flex flex-wrap gap-2">
              <Button size="sm" isBusy={isBusy} onClick={() => void toggle(sequence)}>
                {t(sequence.enabled ? "pause" : "turnOn")}
              </Button>
              {sequence.enabled ? (
                <Button size="sm" look="quiet" isBusy={isBusy} onClick={() => void enrol(sequence)}>
                  {t("enrol")}
                </Button>
              ) : null}
              <LinkButton size="sm" look="quiet" href={nurtureAddress.href({ edit: sequence.id })}>
                {t("edit")}
              </LinkButton>
            </span>
          </div>
          <StepResults
            sequence={sequence}
            steps={results.steps.filter(({ sequenceId }) => sequenceId === sequence.id)}
            totals={results.totals.filter(({ sequenceId }) => sequenceId === sequence.id)}
          />
        </section>
      ))}
      <p className="text-xs text-ink-3">{t("counting", { replyDays: results.replyDays, bookingDays: String(results.bookingDays) })}</p>
    </div>
  )
}
