"use client"

import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useReasonName } from "@/components/settings/use-reason-name"
import { timeOf } from "@/components/layout/message-time"
import { useServerAction } from "@/components/action/use-server-action"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import type { LeadNurture as Enrolment } from "@/lib/nurture/sequences/queries"
import { stopNurtureAction } from "../actions"

type Props = {
  leadId: string
  enrolments: readonly Enrolment[]
  mayStop: boolean
}

/** Which sequence the lead is in, what comes next, and what went out; nothing for a lead that never was in one. */
export function LeadNurture({ leadId, enrolments, mayStop }: Props) {
  const t = useTranslations("nurture")
  const reasonName = useReasonName()
  const stop = useServerAction(stopNurtureAction, { onSuccess: () => void toast.success(t("lead.stopped")) })
  const standingOf = ({ state, exitReason }: Enrolment): string => {
    if (state !== "exited") return t(`lead.${state}`)
    return t("lead.exited", { reason: exitReason ? t(`exit.${exitReason}`) : t("lead.leftEarly") })
  }
  const sentence = ({ number, channel, state, reason, at }: Enrolment["sends"][number]) => {
    const send = { number: String(number), channel: t(`channel.${channel}`), state: t(`send.${state}`), ...timeOf(at) }
    return reason ? t.rich("lead.sendBecause", { ...send, reason: reasonName(reason) }) : t.rich("lead.send", send)
  }
  const [latest, ...earlier] = enrolments
  if (!latest) return null
  const { next } = latest
  return (
    <section aria-label={t("title")} className="mb-5 grid gap-2 text-sm">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-xs font-medium text-ink-3">{t("title")}</h2>
        {latest.state === "active" && mayStop ? (
          <Button size="sm" look="quiet" isBusy={stop.isPending} onClick={() => stop.execute({ leadId })}>
            {t("lead.stop")}
          </Button>
        ) : null}
      </div>
      <div className="grid gap-1 rounded-lg border border-line bg-raised px-2.5 py-1.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium" dir="auto">
            {latest.sequence}
          </span>
          {latest.state === "active" && latest.isPaused ? <Badge tone="warn">{t("lead.paused")}</Badge> : null}
        </p>
        <p className="text-ink-2">{standingOf(latest)}</p>
        {next ? (
          <p className="text-ink-2">
            {t.rich("lead.next", {
              number: String(next.number),
              all: String(latest.stepsTotal),
              channel: t(`channel.${next.channel}`),
              ...timeOf(next.at),
            })}
          </p>
        ) : null}
        <ol className="grid gap-0.5 text-xs text-ink-3">
          {latest.sends.map((send) => (
            <li key={send.number}>{sentence(send)}</li>
          ))}
        </ol>
      </div>
      {earlier.length > 0 ? (
        <p className="text-xs text-ink-3">
          {t("lead.earlier", {
            sequences: earlier
              .map((one) => t("lead.earlierOne", { sequence: one.sequence, standing: standingOf(one).toLowerCase().replace(/\.$/, "") }))
              .join(", "),
          })}
        </p>
      ) : null}
    </section>
  )
}
