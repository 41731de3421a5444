"use client"

import Link from "next/link"
import type { ReactNode } from "react"
import { useTranslations } from "use-intl/react"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { DryRun, DryStep } from "@/lib/nurture/sending/dry-run"
import { useReasonName } from "@/components/settings/use-reason-name"

/** Who would enter, and what each would get. */
export function DryRunView({ run }: { run: DryRun }) {
  const t = useTranslations("nurture.dryRun")
  const channelName = useTranslations("nurture.channel")
  const reasonName = useReasonName()
  return (
    <div className="grid gap-3 text-sm" aria-live="polite">
      <p>
        {run.isAll
          ? t.rich("would", { count: run.count, strong })
          : t.rich("wouldOfLatest", { count: run.count, looked: String(run.looked), strong })}
        {run.withoutConsent > 0 ? ` ${t("noConsent", { count: String(run.withoutConsent) })}` : null} {t("nothingSent")}
      </p>
      {run.count > run.leads.length && run.leads.length > 0 ? (
        <p className="text-xs text-ink-3">{t("first", { count: String(run.leads.length) })}</p>
      ) : null}
      <ul className="grid gap-2">
        {run.leads.map(({ leadId, title, steps }) => (
          <li key={leadId} className="rounded-md border border-line">
            <details>
              <summary className="flex cursor-pointer items-baseline gap-2 px-2.5 py-1.5">
                <span className="min-w-0 truncate font-medium" dir="auto">
                  {title}
                </span>
                <span className="ms-auto shrink-0 text-xs text-ink-3">{t("messages", { count: messagesIn(steps) })}</span>
              </summary>
              <ol className="grid gap-2 border-t border-line px-2.5 py-2">
                {steps.map((step, at) => (
                  // The steps of a dry run never change their order.
                  <li key={`${leadId}:${String(at)}`} className="grid gap-1">
                    <p className="flex flex-wrap items-baseline gap-x-2">
                      <span className="font-medium">
                        {at + 1}. {channelName(step.rendered.channel)}
                      </span>
                      <span className="text-xs text-ink-3">
                        <Clock iso={step.at} />
                      </span>
                      {step.reason ? <Badge tone="warn">{reasonName(step.reason)}</Badge> : null}
                    </p>
                    {step.to ? <p className="text-xs text-ink-2">{t("to", { address: step.to })}</p> : null}
                    {step.rendered.channel === "email" ? (
                      <p className="font-medium" dir="auto">
                        {step.rendered.subject}
                      </p>
                    ) : null}
                    <p className="break-words whitespace-pre-wrap text-ink-2" dir={step.language === "ar" ? "rtl" : "ltr"}>
                      {step.rendered.text}
                    </p>
                  </li>
                ))}
                <li>
                  <Link className="text-accent underline" href={`/leads/${leadId}`}>
                    {t("open")}
                  </Link>
                </li>
              </ol>
            </details>
          </li>
        ))}
      </ul>
    </div>
  )
}

const strong = (text: ReactNode) => <strong>{text}</strong>

const messagesIn = (steps: readonly DryStep[]): number => steps.filter(({ kind }) => kind === "email" || kind === "whatsapp").length
